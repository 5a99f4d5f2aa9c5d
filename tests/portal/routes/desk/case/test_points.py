"""保育 at the desk."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import read_table
from portal.services.shared.rights import Member
from tests.forms.story import STORIES, StoryRun, read_story
from tests.portal.routes.handover.test_results import bring, confirm
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member, alice, file_application

PROCEDURE = "hoiku-riyo-moshikomi"
RANKING = f"/desk/results/ranking.csv?procedure={PROCEDURE}&year=2027"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "childcare", ("reviewer", "childcare"))


@pytest.fixture
def section(installation: Installation, reviewer: Member) -> StaffBrowser:
    return at_desk(installation, reviewer)


def applied(installation: Installation, reviewer: Member, **answers_changed: Any) -> str:
    """A case under examination of the story's household, with other answers."""
    telling = StoryRun(read_story(STORIES / f"{PROCEDURE}.yaml"), {"answers": answers_changed})
    assert telling.path.complete, list(telling.mistakes())
    answers: Mapping[str, Any] = {
        **telling.path.answers,
        **{key: list(rows) for key, rows in telling.path.rows.items()},
    }
    number = file_application(installation, alice(installation), of=PROCEDURE, answers=answers)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return number


def lines(section: StaffBrowser, year: int = 2027) -> list[dict[str, str]]:
    table = read_table(section.client.get(RANKING.replace("2027", str(year))).content)
    assert isinstance(table, list), table
    return [dict(zip(table[0], line, strict=True)) for line in table[1:]]


def test_the_points_are_on_the_case_with_a_reason_each(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    page = section.get(f"/desk/{applied(installation, reviewer)}")
    assert "<strong>7点</strong>（基本 7点（保護者の低いほう）、調整 0点）" in page
    assert "申し込む人：仕事（月15日以上、月60時間以上）" in page
    assert "もう1人の保護者：仕事（月20日以上、1日7時間半以上にあたる月150時間以上）" in page
    assert "点と順を決めるのは職員です" in page


def test_the_file_has_the_most_points_first_and_comes_back_with_its_results(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    low = applied(installation, reviewer)
    high = applied(installation, reviewer, **{"claimant_job.hours_month": 160, "priorities": ["teacher"]})
    same_points = applied(installation, reviewer)
    soon = applied(installation, reviewer, start_in="month", start_month="2027-01")
    table = lines(section)
    assert [line["受付番号"] for line in lines(section, 2026)] == [soon], "each year is ranked separately"
    assert table[0]["受付番号"] == high
    assert {row["受付番号"] for row in table[1:]} == {low, same_points}
    assert [(row["並び（めやす）"], row["計算した点"]) for row in table] == [("1", "11"), ("2", "7"), ("2", "7")]
    assert table[0]["点の理由"].endswith("保育士などとして働く 1点")
    assert table[0]["希望する園（希望の順）"] == "第1希望 見本中央保育所"
    assert table[0]["決めた点"] == ""
    placed = {"結果:利用する施設": "見本中央保育所", "結果:利用を始める日": "2027-04-01"}
    table[0] |= {"結果": "利用を承諾する", "決めた点": "11", **placed}
    held = {"結果:保留になった利用開始の月": "2027年4月", "結果:保留の理由": "希望した施設に空きがなかった"}
    table[1] |= {"結果": "利用を保留する", "申請した人へのことば": "点の順で、空きがありませんでした。", **held}
    text = io.StringIO()
    writer = csv.DictWriter(text, table[0])
    writer.writeheader()
    writer.writerows(table)
    assert confirm(section, bring(section, text.getvalue())).headers["location"].endswith("did=taken")
    with installation.database.read() as unit:
        states = {row: case_of_member(installation, unit, reviewer, row).row.state for row in (high, low, same_points)}
    assert states[high] == "approved"
    assert sorted(states.values()) == ["approved", "examining", "waiting"]
    ranked = {line["受付番号"] for line in lines(section)}
    assert ranked == {low, same_points}, "the applicant on hold stays in the selection, the one with a place leaves it"


def test_another_section_is_informed_of_no_points_and_gets_no_file(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    number = applied(installation, reviewer)
    care = at_desk(installation, add_member(installation, "care", ("reviewer", "care-qualification")))
    assert care.client.get(RANKING).status_code == 404
    assert number not in care.client.get("/desk/results").text
    assert "点の順の表" not in care.client.get("/desk/results").text
    assert "点の順の表" in section.client.get("/desk/results").text
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", "childcare")))
    assert clerk.client.get(RANKING).status_code == 403
    approver = at_desk(installation, add_member(installation, "approver", ("approver", "*")))
    assert approver.client.get(RANKING).status_code == 200


@pytest.mark.parametrize("year", ["1999", "next", "9" * 5000, "２０２７"])
def test_a_year_that_is_no_year_of_the_order_has_no_file(section: StaffBrowser, year: str) -> None:
    assert section.client.get(RANKING.replace("2027", year)).status_code == 404
