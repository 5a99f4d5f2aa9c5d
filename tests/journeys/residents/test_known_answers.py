"""Prefilled answers show their source."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.effort import measure
from tests.databases import Makers
from tests.integrations.register.city_database import execute, lay_down
from tests.journeys.family import ALLOWANCE, FOUR, REGISTERED, UNOFFERED, file_allowance, served, written_extract
from tests.journeys.in_process import InProcess
from tests.journeys.visitor import Visitor, forms

FILED = f"/apply/{ALLOWANCE}"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    folder = tmp_path_factory.mktemp("single")
    with served(folder, resident_register="file", register_file=str(written_extract(folder))) as service:
        yield service


def box(page: str, name: str) -> str:
    values = [value for form in forms(page) for box, value in form.values if box == name]
    assert values, f"{name} is not asked"
    return values[0]


def source_of(page: str, field: str) -> str:
    match = re.search(f'id="{re.escape(field)}--source">([^<]*)<', page)
    return match[1] if match else ""


def draft_of(visitor: Visitor) -> str:
    visitor.go(FILED)
    match = re.search(rf"{FILED}/[A-Za-z0-9_-]{{10,}}", visitor.path + visitor.text)
    assert match is not None
    return match[0]


def test_a_family_of_four_types_as_little_as_was_promised(tmp_path: Path) -> None:
    for figure in measure(tmp_path):
        print(figure.summary)
        assert figure.typed <= figure.most_typed
        assert figure.screens <= figure.most_screens
        assert figure.largest <= figure.most_bytes


def test_the_register_fills_in_and_what_was_changed_stays_changed(city: InProcess) -> None:
    with city.resident(subject="changes") as visitor:
        draft = draft_of(visitor)
        answer_about(visitor)
        page = visitor.go(f"{draft}/page/claimant.who").text
        assert (box(page, "claimant.kana.family"), box(page, "claimant.birth.year")) == ("ミホン", "1994")
        assert source_of(page, "claimant.kana") == "住民票から入れました。違うときは直してください。"
        visitor.press("次へ進む", {"claimant.kana.given": "タロー", "claimant.sex": "male"})
        page = visitor.go(f"{draft}/page/spouse.who").text
        assert (box(page, "spouse.name.given"), source_of(page, "spouse.name")[:3]) == ("花子", "住民票")
        page = visitor.go(f"{draft}/page/children").text
        assert re.findall(r"<span>(見本 [^<]*)</span>", page.replace("　", " ")), page
    with city.resident(subject="changes") as later:
        page = later.go(f"{draft}/page/claimant.who").text
        assert box(page, "claimant.kana.given") == "タロー"
        assert source_of(page, "claimant.kana") == ""


def test_a_view_of_the_city_fills_in_too_and_is_asked_again_after_it_was_away(tmp_path: Path, makers: Makers) -> None:
    lay_down(url := makers["postgresql"].empty(), f"INSERT INTO people VALUES {', '.join(map(as_values, REGISTERED))}")
    with served(tmp_path, resident_register="view", register_url=url) as service:
        with service.resident(subject="view") as visitor:
            draft = draft_of(visitor)
            answer_about(visitor)
            page = visitor.go(f"{draft}/page/claimant.who").text
            assert (box(page, "claimant.kana.family"), source_of(page, "claimant.kana")[:3]) == ("ミホン", "住民票")
        execute(url, "ALTER VIEW kakanai_register RENAME TO away")
        with service.resident(subject="away") as visitor:
            draft = draft_of(visitor)
            answer_about(visitor)
            page = visitor.go(f"{draft}/page/claimant.who").text
            assert (box(page, "claimant.kana.family"), source_of(page, "claimant.kana")) == ("", "")
        execute(url, "ALTER VIEW away RENAME TO kakanai_register")
        with service.resident(subject="back") as visitor:
            draft = draft_of(visitor)
            answer_about(visitor)
            assert box(visitor.go(f"{draft}/page/claimant.who").text, "claimant.kana.family") == "ミホン"
        service.installation.register._engine.dispose()  # type: ignore[union-attr]
    makers["postgresql"].take_back(url)


def as_values(line: str) -> str:
    cells = (f"'{cell}'" if cell else "NULL" for cell in line.split(","))
    return f"({', '.join(cells)})"


def answer_about(visitor: Visitor) -> None:
    boxes = {
        "public_servant": "no", "receiving": "no", "capacity": "parent", "has_spouse": "yes", "older_count": "0",
        "reason": "born", "event_date.era": "western", "event_date.year": "2026", "event_date.month": "10",
        "event_date.day": "28",
    }  # fmt: skip
    for _ in ("about", "event_page"):
        visitor.press("次へ進む", boxes)
    assert visitor.seen.status_code == 200, visitor.text


def test_what_was_sent_before_is_recalled_to_the_same_person_alone(city: InProcess) -> None:
    procedure = city.installation.catalogue.current(ALLOWANCE)
    with city.resident(subject="recalls") as visitor:
        file_allowance(city.cards, visitor, procedure, FOUR)
        draft = draft_of(visitor)
        answer_about(visitor)
        page = visitor.go(f"{draft}/page/claimant.contact").text
        assert box(page, "claimant.phone") == "09000000001"
        assert source_of(page, "claimant.phone").startswith("令和8年（2026年）11月20日（金）に出した答えから")
    with city.resident(subject="somebody else") as other:
        draft = draft_of(other)
        answer_about(other)
        assert box(other.go(f"{draft}/page/claimant.contact").text, "claimant.phone") == ""


def test_the_internet_side_knows_the_card_and_earlier_answers_alone(tmp_path: Path) -> None:
    with served(tmp_path, zone="outer") as service, service.resident() as visitor:
        procedure = service.installation.catalogue.current(ALLOWANCE)
        file_allowance(service.cards, visitor, procedure, UNOFFERED)
        draft = draft_of(visitor)
        answer_about(visitor)
        page = visitor.go(f"{draft}/page/claimant.who").text
        assert source_of(page, "claimant.name").startswith("マイナンバーカード")
        assert source_of(page, "claimant.kana").startswith("令和8年（2026年）11月20日（金）に出した答え")
        page = visitor.go(f"{draft}/page/spouse.who").text
        assert (box(page, "spouse.name.family"), box(page, "spouse.name.given")) == ("見本", "")  # the own family name
        assert 'name="offer"' not in visitor.go(f"{draft}/page/children").text


def test_with_consent_the_reading_comes_from_the_persons_own_portal(tmp_path: Path) -> None:
    with served(tmp_path, zone="outer") as service, service.resident() as visitor:
        draft = draft_of(visitor)
        answer_about(visitor)
        page = visitor.go(f"{draft}/page/claimant.who").text
        assert box(page, "claimant.kana.given") == ""
        assert f"{draft}/own-data?page=claimant.who" in page
        assert "家族のことはもらいません" in visitor.go(f"{draft}/own-data?page=claimant.who").text
        assert box(visitor.go(f"{draft}/page/claimant.who").text, "claimant.kana.given") == "", (
            "consent is requested and not given yet"
        )
        visitor.go(f"{draft}/own-data?page=claimant.who")
        page = visitor.press("マイナポータルからもらう").text
        assert visitor.path == f"{draft}/page/claimant.who"
        assert (box(page, "claimant.kana.given"), source_of(page, "claimant.kana")[:8]) == (
            "タロウ",
            "マイナポータルか",
        )
        assert "own-data" not in page
        with service.resident(subject="charlie") as stranger:
            assert stranger.go(f"{draft}/own-data").status_code == 404
            assert stranger.post(f"{draft}/own-data", [("csrf_token", stranger.token())]).status_code in (403, 404)
