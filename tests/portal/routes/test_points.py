"""保育 at the desk: the points with a reason each on the case, the file of all in their order, and the same file back with its results."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest

from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.pass_screening import pass_screening
from portal.services.read_table import read_table
from portal.services.rights import Member
from tests.forms.story import STORIES, Telling, read_story
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.test_results import bring, confirm
from tests.portal.world import add_member, alice, file_application

PROCEDURE = "hoiku-riyo-moshikomi"
RANKING = f"/desk/results/ranking.csv?procedure={PROCEDURE}&year=2027"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "childcare", ("reviewer", "childcare"))


@pytest.fixture
def section(installation: Installation, reviewer: Member) -> StaffBrowser:
    return at_desk(installation, reviewer)


def applied(installation: Installation, reviewer: Member, **other: Any) -> str:
    """Examined. Of the household of the story, with other answers."""
    telling = Telling(read_story(STORIES / f"{PROCEDURE}.yaml"), {"answers": other})
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


def test_the_points_stand_on_the_case_with_a_reason_each(
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
    again = applied(installation, reviewer)
    soon = applied(installation, reviewer, start="2027-01-01")
    found = lines(section)
    assert [one["受付番号"] for one in lines(section, 2026)] == [soon], "each year has an order of its own"
    assert found[0]["受付番号"] == high
    assert {one["受付番号"] for one in found[1:]} == {low, again}
    assert [(one["並び（めやす）"], one["計算した点"]) for one in found] == [("1", "11"), ("2", "7"), ("2", "7")]
    assert found[0]["点のわけ"].endswith("保育士などとして働く 1点")
    assert found[0]["希望する園（希望の順）"] == "第1希望 見本中央保育所"
    assert found[0]["決めた点"] == ""
    found[0] |= {"結果": "認められた", "決めた点": "11"}
    found[1] |= {"結果": "認められなかった", "申請した人へのことば": "点の順で、空きがありませんでした。"}
    made = io.StringIO()
    writer = csv.DictWriter(made, found[0])
    writer.writeheader()
    writer.writerows(found)
    assert confirm(section, bring(section, made.getvalue())).headers["location"].endswith("did=taken")
    with installation.database.read() as unit:
        states = {one: case_of_member(installation, unit, reviewer, one).row.state for one in (high, low, again)}
    assert states[high] == "approved"
    assert sorted(states.values()) == ["approved", "examining", "refused"]
    assert len(lines(section)) == 1, "what is decided is in no order any more"


def test_another_section_is_told_of_no_points_and_gets_no_file(
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
