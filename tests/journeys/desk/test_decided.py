"""Decisions as people meet them: from the submission to the notice that the resident has in hand."""

import html
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from portal.config import Settings
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.definitions.house import House, running_house
from tests.journeys.filing import UNCHECKED
from tests.journeys.visitor import Visitor
from tests.portal.pdfs import pdf_of
from tests.portal.world import add_member

SHIPPED: Path = Settings.model_fields["procedures"].default


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(SHIPPED, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        house.reviewer = add_member(house.installation, "every_section", ("reviewer", "*"), ("clerk", "*"))
        yield house


@pytest.fixture
def resident(house: House) -> Iterator[Visitor]:
    with house.resident() as visitor:
        yield visitor


@pytest.fixture
def section(house: House) -> Iterator[Visitor]:
    with house.member(house.reviewer) as visitor:
        yield visitor


def words(visitor: Visitor) -> str:
    """What the page says."""
    return html.unescape(re.sub(r"<[^>]+>", "", visitor.text.partition("<main")[2]))


def file_story(house: House, resident: Visitor, procedure_id: str, scenario: str, **changes: Any) -> str:
    """The receipt number of a scenario, sent page by page."""
    procedure = house.installation.catalogue.current(procedure_id)
    story = next(story for story in procedure.scenarios if story["name"].startswith(scenario))
    house.fill_register(story)
    Filing(resident, procedure, {**story, "answers": {**story["answers"], **changes}}).until_check()
    house.send(resident)
    return resident.path.rpartition("/")[2]


def examine(section: Visitor, number: str) -> None:
    section.go(f"/desk/{number}")
    if "本人の署名と認める" in section.text:
        section.press("本人の署名と認める", {"shown": "住民票で確かめました。"})
    section.press("実質審査に進める")
    assert "実質審査に進めました" in section.text


def choose(section: Visitor, number: str, outcome: str, result: Mapping[str, str] = {}, reasons: str = "") -> None:
    """Until the page that says what the decision does, or what is wrong."""
    section.go(f"/desk/{number}")
    section.press("内容を確かめる", {"outcome": outcome, "words": reasons})
    if 'id="result"' in section.text:
        section.press("内容を確かめる", {f"result.{name}": value for name, value in result.items()})


def decide(section: Visitor, number: str, outcome: str, result: Mapping[str, str] = {}, reasons: str = "") -> str:
    """What the page says before the decision."""
    choose(section, number, outcome, result, reasons)
    before = words(section)
    section.press("に決める", UNCHECKED)
    assert "結果を出しました" in section.text, words(section)
    return before


def read_on_line(resident: Visitor, number: str) -> None:
    resident.go(f"/applications/{number}")
    resident.press("通知書をこのページで受け取る")


def paper(resident: Visitor, number: str, place: int = 1) -> str:
    """The text of a notice as the resident downloads it, without white space."""
    resident.go(f"/applications/{number}")
    assert f"/applications/{number}/notices/{place}.pdf" in resident.text, words(resident)
    pdf = resident.client.get(f"/applications/{number}/notices/{place}.pdf").content
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def lacks(text: str, *wanted: str) -> list[str]:
    return [words for words in wanted if words not in text]


CARE = "介護保険 要介護認定・要支援認定等結果通知書"
LEVEL = {"level": "care2", "term.from_year": "2026-11-20", "term.to_year": "2027-05-31"}


def test_care_is_decided_and_the_paper_of_the_core_system_is_the_only_notice(
    house: House, resident: Visitor, section: Visitor
) -> None:
    number = file_story(house, resident, "yokaigo-nintei", "72歳の母")
    examine(section, number)
    before = decide(section, number, "approved", LEVEL)
    assert lacks(before, f"「{CARE}」は、業務システムが作ります。", "要介護2") == []
    resident.go(f"/applications/{number}")
    assert (
        lacks(words(resident), "要介護2", f"「{CARE}」は、いま作っています。できたら、郵便などの紙で届きます。") == []
    )
    section.go("/desk/core-notices")
    assert number in section.text

    section.go(f"/desk/{number}/core-notice")
    printed = {"addressee": "見本　別人", "number": "見介認第71号"}
    chosen = {"paper": [("ketteitsuchi.pdf", pdf_of("結果通知書"))]}
    section.press("つける", printed, chosen)
    assert "宛名が、申請の本人とちがいます。ほかの人の通知書かもしれないので、止めました。" in words(section)
    section.press("つける", {"addressee": "髙見本　梅子"}, chosen)
    assert lacks(words(section), "つけてあります", "見介認第71号") == []

    section.go("/desk/dispatches?duty=care-assessment")
    assert lacks(section.text, number, CARE) == []
    section.go("/desk/core-notices")
    assert number not in section.text
    read_on_line(resident, number)
    titled = re.findall(r'href="([^"]+)">' + re.escape(CARE), resident.text)
    assert titled == [f"/applications/{number}/notices/1.pdf"]
    assert "いま作っています" not in words(resident)
    assert resident.client.get(titled[0]).content == section.client.get(f"/desk/{number}/notices/1.pdf").content
    assert resident.client.get(titled[0]).content.startswith(b"%PDF")


def test_an_allowance_is_decided_here_and_its_notice_names_month_amount_and_child(
    house: House, resident: Visitor, section: Visitor
) -> None:
    number = file_story(house, resident, "jido-teate-nintei", "第1子の出生、会社員")
    read_on_line(resident, number)
    examine(section, number)
    result = {
        "number": "児手第1号", "starts.year": "令和8", "starts.month": "12", "child.1.order": "first",
        "child.1.amount": "15,000", "monthly": "10,000",
    }  # fmt: skip
    choose(section, number, "approved", result)
    assert (section.seen.status_code, "月額の合計が、子どもごとの月額を足した額とちがいます。" in words(section)) == (
        422,
        True,
    )
    section.press("内容を確かめる", {"result.monthly": "15,000"})
    section.press("に決める", UNCHECKED)
    notice = paper(resident, number)
    assert lacks(
        notice, "認定通知書", "支給を始める月令和8年（2026年）12月", "手当の月額（合計）15,000円", "見本ひかり", "児童の数え方第1子",
        "見本県知事に対して審査請求",
    ) == []  # fmt: skip
    assert lacks(words(resident), "支給を始める月", "15,000円", "子ども 1（見本　ひかり）") == []
    resident.go("/my/entitlements")
    assert "児童手当" in words(resident)


def test_a_place_in_a_nursery_is_put_on_hold_with_its_reason_and_the_case_stays_open(
    house: House, resident: Visitor, section: Visitor
) -> None:
    number = file_story(house, resident, "hoiku-riyo-moshikomi", "ひとり親、4月から2歳児クラス")
    read_on_line(resident, number)
    examine(section, number)
    certified = {"category": "third", "hours": "standard", "term.from_year": "2027-04-01", "term.to_year": "2028-03-31"}
    decide(section, number, "certified", certified)
    held = {"held_from.year": "2027", "held_from.month": "4", "cause": "full"}
    choose(section, number, "on_hold", held)
    assert "申請した人への理由を書いてください。" in words(section)
    section.press("内容を確かめる", {"words": "希望した3つの施設の2歳児クラスは、どれも満員でした。"})
    assert "申請は一覧に残ります。あとで次の結果を出せます。" in words(section)
    section.press("に決める", UNCHECKED)
    assert lacks(paper(resident, number, 1), "教育・保育給付認定通知書", "3号（3歳未満）", "保育標準時間") == []
    assert lacks(
        paper(resident, number, 2), "利用保留通知書", "保留の理由希望した施設に空きがなかった", "どれも満員でした。", "児童福祉法第24条第3項",
        "審査請求",
    ) == []  # fmt: skip
    assert lacks(words(resident), "まだ全部は決まっていません", "保留の理由", "希望した施設に空きがなかった") == []
    placed = {"facility": "見本中央保育所", "starts.year": "2027-04-15"}
    decide(section, number, "placed", placed)
    assert lacks(paper(resident, number, 3), "利用承諾通知書", "利用する施設見本中央保育所") == []


def test_a_certificate_of_damage_names_house_degree_and_copies(
    house: House, resident: Visitor, section: Visitor
) -> None:
    number = file_story(house, resident, "risai-shomei", "床上浸水")
    read_on_line(resident, number)
    examine(section, number)
    choose(section, number, "approved", {"degree": "half", "issued": "11"})
    assert section.seen.status_code == 422
    section.press("内容を確かめる", {"result.issued": "2"})
    section.press("に決める", UNCHECKED)
    assert lacks(
        paper(resident, number), "罹災証明書", "例示一郎", "見本県見本市港町4丁目5番6号", "住家の被害の程度半壊", "交付する枚数2枚",
        "大雨・洪水",
    ) == []  # fmt: skip


def test_a_refusal_states_its_reasons_or_is_refused_itself(house: House, resident: Visitor, section: Visitor) -> None:
    number = file_story(house, resident, "risai-shomei", "床上浸水")
    read_on_line(resident, number)
    examine(section, number)
    choose(section, number, "refused")
    assert (section.seen.status_code, "申請した人への理由を書いてください。" in words(section)) == (422, True)
    reasons = "調査した家は、11月12日の大雨の前から、人が住んでいませんでした。"
    section.press("内容を確かめる", {"words": reasons, "provision": ""})
    assert "認めない根拠の条項を" in words(section)
    section.press("内容を確かめる", {"provision": "災害対策基本法 第90条の2第1項"})
    assert section.seen.status_code == 200
    section.press("に決める", UNCHECKED)
    assert lacks(
        paper(resident, number), "罹災証明書を交付しないことの通知書", reasons, "災害対策基本法第90条の2第1項", "審査請求"
    ) == []  # fmt: skip
    assert lacks(words(resident), "認められませんでした", reasons) == []
