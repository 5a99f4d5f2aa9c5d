"""The check page of the longest everyday procedure, on a phone: what the records filled in is folded, the button is in reach."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE, axe
from tests.journeys import looks
from tests.journeys.family import ALLOWANCE, FOUR, Counting, served, written_extract
from tests.journeys.in_process import BASE, InProcess
from tests.journeys.photograph_states import answer
from tests.journeys.visitor import Visitor

MOST_SCREENS = 4.2  # to the end of the button, of PHONE; with its 45 rows open it was more than 7


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[InProcess, Visitor]]:
    with filled_in(tmp_path_factory.mktemp("single")) as both:
        yield both


@contextmanager
def filled_in(folder: Path) -> Iterator[tuple[InProcess, Visitor]]:
    register = str(written_extract(folder))
    with served(folder, resident_register="file", register_file=register) as service, service.resident() as visitor:
        Counting(visitor, service.installation.catalogue.current(ALLOWANCE), FOUR).until_check()
        yield service, visitor


def test_each_section_names_what_it_folds_and_shows_what_was_typed(checked: tuple[InProcess, Visitor]) -> None:
    page = re.sub(r"\s+", " ", checked[1].text)
    folds = re.findall(r'<details class="more printed"><summary>([^<]*)</summary>(.*?)</details>', page)
    summaries = [summary for summary, _ in folds]
    assert "住民票のとおり 5件（氏名、ふりがな、生年月日、性別、住民票の住所）" in summaries
    assert "住民票のとおり 3件（配偶者の氏名、ふりがな、生年月日）" in summaries
    assert sum("子どもの氏名" in summary for summary in summaries) == 2
    inside, everything = "".join(body for _, body in folds), page
    outside = everything
    for _, body in folds:
        outside = outside.replace(body, "")
    assert "1丁目2番3号" in inside
    assert "1丁目2番3号" not in outside
    assert "サンプル製作所" in outside
    assert "サンプル製作所" not in inside
    assert all(">変更<" in body for summary, body in folds if "のとおり" in summary), "what is folded has its way back"


def test_what_was_changed_is_open(checked: tuple[InProcess, Visitor]) -> None:
    service, visitor = checked
    here = visitor.path
    with service.resident() as again:
        again.go(here.replace("/check", "/page/spouse.who"))
        again.press("次へ進む", {"spouse.kana.given": "ハナ"})
        again.go(here)
        assert "住民票のとおり 2件（配偶者の氏名、生年月日）" in again.text
        again.go(here.replace("/check", "/page/spouse.who"))
        again.press("次へ進む", {"spouse.kana.given": "ハナコ"})


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_the_button_is_in_reach_and_covers_nothing(
    checked: tuple[InProcess, Visitor], phone: Page, language: str
) -> None:
    service, visitor = checked
    with service.resident() as again:
        again.client.cookies.set("kakanai_language", language)
        phone.route("**/*", lambda route: answer(again.client, route))  # type: ignore[arg-type]
        phone.goto(f"{BASE}{visitor.path}")
        button = phone.locator(".send-bar .button")
        assert (box := button.bounding_box()) is not None
        assert box["y"] + box["height"] <= PHONE["height"]
        assert looks.of_focus(phone) == []
        assert axe(phone) == []
        assert looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) == []
        end = phone.evaluate(
            "document.querySelector('.send-bar').nextElementSibling.getBoundingClientRect().top + scrollY"
        )
        if language == "ja":
            assert end <= MOST_SCREENS * PHONE["height"]
        phone.emulate_media(media="print")
        folded = phone.locator("details.printed .row").first
        assert folded.evaluate("row => row.getBoundingClientRect().height") > 0
        assert looks.of_larger_text(phone) == []


def test_the_receipt_begins_with_what_happens_when(tmp_path: Path, phone: Page) -> None:
    with filled_in(tmp_path) as (service, visitor):
        service.cards.sign(visitor, "taro")
        look_at_receipt(visitor, phone)


def look_at_receipt(visitor: Visitor, phone: Page) -> None:
    number = visitor.path.rpartition("/")[2].partition("?")[0]
    phone.route("**/*", lambda route: answer(visitor.client, route))  # type: ignore[arg-type]
    for language in ("ja", "easy"):
        visitor.client.cookies.set("kakanai_language", language)
        phone.goto(f"{BASE}/applications/{number}?sent")
        card = phone.locator(".card.next")
        steps = card.locator("li").all_inner_texts()
        assert "2026年" in steps[0]
        assert "12月20日" in steps[1]
        assert card.locator(f"a[href='/applications/{number}/receipt.pdf']").count() == 1
        assert card.locator("a[href='/applications/contact']").count() == 1
        assert axe(phone) == []
        assert looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) + looks.of_larger_text(phone) == []
        phone.goto(f"{BASE}/applications")
        assert axe(phone) == []
        assert looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) == []
