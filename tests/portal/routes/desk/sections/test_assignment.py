"""担当替え and 不在: one case or all cases of a colleague are reassigned."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.shared import audit_records
from tests.portal.later import at
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


def reviewer(installation: Installation, login: str, name: str, duty: str = DUTY) -> Member:
    return add_member(installation, login, ("reviewer", duty), name=name)


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return reviewer(installation, "tanto", "見本 課子")


@pytest.fixture
def doryo(installation: Installation) -> Member:
    return reviewer(installation, "doryo", "見本 同僚")


def assignee(installation: Installation, number: str) -> int | None:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    return row.assignee_id


def filed(installation: Installation, browser: StaffBrowser, count: int) -> list[str]:
    session = alice(installation)
    numbers = [file_application(installation, session) for _ in range(count)]
    for number in numbers:
        assert browser.post(f"/desk/{number}", f"/desk/{number}/take", {}).status_code == 303
    return numbers


def text_of(page: str) -> str:
    return re.sub(r"<[^>]*>", "", page.partition("<main")[2].partition("</main>")[0])


def case_boxes(page: str) -> list[str]:
    return re.findall(r'name="case" value="([^"]+)"', page)


def test_a_case_is_given_to_a_colleague_who_may_review_it(
    installation: Installation, tanto: Member, doryo: Member
) -> None:
    other = reviewer(installation, "hoka", "見本 外", "childcare")
    browser = at_desk(installation, tanto)
    number = filed(installation, browser, 1)[0]
    page = f"/desk/{number}/assign"
    assert "見本 外" not in browser.get(page)
    assert browser.post(page, page, {"to": ""}).status_code == 422
    assert browser.post(page, page, {"to": str(other.id)}).status_code == 422
    assert browser.post(page, page, {"to": str(doryo.id)}, revision="0").status_code == 422
    assert assignee(installation, number) == tanto.id
    assert browser.post(page, page, {"to": str(doryo.id)}).headers["location"].endswith("did=assign")
    assert assignee(installation, number) == doryo.id
    with installation.database.read() as unit:
        last = audit_records.after(unit, 0)[-1]
    assert (last.action, last.detail) == ("hand case", "tanto to doryo")


def test_all_of_somebodys_cases_are_given_at_once_and_each_says_what_became_of_it(
    installation: Installation, tanto: Member, doryo: Member
) -> None:
    browser = at_desk(installation, tanto)
    numbers = filed(installation, browser, 4)
    address = f"/desk/assignment?from={tanto.id}"
    cases = case_boxes(browser.get(address))
    assert [pair.partition(":")[0] for pair in cases] == numbers
    browser.post(f"/desk/{numbers[1]}", f"/desk/{numbers[1]}/release", {})
    browser.post(f"/desk/{numbers[2]}", f"/desk/{numbers[2]}/pass", {})
    boxes: dict[str, str | list[str]] = {"whose": str(tanto.id), "to": str(doryo.id), "case": cases}
    results = browser.post(address, "/desk/assignment", boxes).text
    assert (results.count("替えました"), results.count("ほかの人が先に変えました")) == (2, 2)
    assert [assignee(installation, number) for number in numbers] == [doryo.id, None, tanto.id, doryo.id]
    again = browser.post(address, "/desk/assignment", boxes).text
    assert "替えました" not in again
    assert browser.post(address, "/desk/assignment", boxes | {"case": ["x"]}).status_code == 400


def test_what_was_handed_over_goes_back_by_one_press_where_it_is_untouched(
    installation: Installation, tanto: Member, doryo: Member
) -> None:
    browser = at_desk(installation, tanto)
    numbers = filed(installation, browser, 2)
    address = f"/desk/assignment?from={tanto.id}"
    boxes: dict[str, str | list[str]] = {
        "whose": str(tanto.id), "to": str(doryo.id), "case": case_boxes(browser.get(address)),
    }  # fmt: skip
    page = browser.post(address, "/desk/assignment", boxes).text
    assert "2件の担当をもどす" in page
    at_desk(installation, doryo).post(f"/desk/{numbers[1]}", f"/desk/{numbers[1]}/pass", {})
    # Whose cases are handed over is often away: they are theirs again all the same.
    days = {"person": str(tanto.id), "substitute": str(doryo.id), "since": "2026-11-20", "until": "2026-11-22"}
    browser.post("/desk/assignment", "/desk/assignment/absences", days)
    takes = re.findall(r'name="taken" value="([^"]+)"', page)
    given = browser.post(address, "/desk/bulk/give-back", {"taken": takes}).text
    assert (
        "見本 課子さんの担当にもどしました" in given or "見本 課子の担当にもどしました" in given,
        "そのままです" in given,
    ) == (True, True)
    assert [assignee(installation, number) for number in numbers] == [tanto.id, doryo.id]


def test_nobody_gets_work_while_they_are_away_and_who_is_in_does(
    installation: Installation, tanto: Member, doryo: Member
) -> None:
    third = reviewer(installation, "sannin", "見本 三人")
    browser = at_desk(installation, tanto)
    number = filed(installation, browser, 1)[0]
    days = {"person": str(doryo.id), "substitute": str(third.id), "since": "2026-11-20", "until": "2026-11-22"}
    for wrong in ({"until": "2026-11-19"}, {"since": "2026-11-23"}, {"since": ""}, {"substitute": str(doryo.id)}):
        assert browser.post("/desk/assignment", "/desk/assignment/absences", days | wrong).status_code == 422
    assert browser.post("/desk/assignment", "/desk/assignment/absences", days).status_code == 303
    assert "見本 三人に渡します" in browser.get(f"/desk/{number}/assign")
    page = f"/desk/{number}/assign"
    browser.post(page, page, {"to": str(doryo.id)})
    assert assignee(installation, number) == third.id
    next_monday = at_desk(at(installation, "2026-11-23T09:00:00+09:00"), tanto)
    assert "見本 三人に渡します" not in next_monday.get(page)
    next_monday.post(page, page, {"to": str(doryo.id)})
    assert assignee(installation, number) == doryo.id


def test_an_absence_is_taken_back_by_who_reviews_the_same_and_by_nobody_else(
    installation: Installation, tanto: Member, doryo: Member
) -> None:
    other = at_desk(installation, reviewer(installation, "hoka", "見本 外", "childcare"))
    days = {"person": str(doryo.id), "substitute": str(tanto.id), "since": "2026-11-20", "until": "2026-11-22"}
    assert other.post("/desk/assignment", "/desk/assignment/absences", days).status_code == 403
    assert other.post("/desk/assignment", "/desk/assignment/absences", days | {"person": "99"}).status_code == 404
    browser = at_desk(installation, tanto)
    browser.post("/desk/assignment", "/desk/assignment/absences", days)
    end = "/desk/assignment/absences/1/end"
    assert other.post("/desk/assignment", end, {}).status_code == 404
    assert browser.post("/desk/assignment", end, {}).status_code == 303
    assert browser.post("/desk/assignment", end, {}).status_code == 404


def test_nobody_is_given_a_case_that_names_them_and_colleagues_do_not_learn_why(
    installation: Installation, tanto: Member, doryo: Member
) -> None:
    """A named member and one without the right get the same text: otherwise colleagues could find out whose family a
    case concerns.
    """
    named, other = reviewer(installation, "taro", "髙見本 太郎"), reviewer(installation, "hoka", "見本 外", "childcare")
    browser = at_desk(installation, tanto)
    number = filed(installation, browser, 1)[0]
    page, address = f"/desk/{number}/assign", f"/desk/assignment?from={tanto.id}"
    texts = [text_of(browser.post(page, page, {"to": str(member.id)}).text) for member in (named, other)]
    assert texts[0] == texts[1]
    assert "今、この人には渡せません（権限、不在などのため）" in texts[0]
    boxes: dict[str, str | list[str]] = {"whose": str(tanto.id), "case": case_boxes(browser.get(address))}
    texts = [
        text_of(browser.post(address, "/desk/assignment", boxes | {"to": str(member.id)}).text)
        for member in (named, other)
    ]
    assert texts[0] == texts[1]
    assert assignee(installation, number) == tanto.id


def ruled(installation: Installation, folder: Path, rules: str) -> Installation:
    (folder / "assignment.yaml").write_text(rules, encoding="utf-8")
    return replace(installation, city=installation.city.model_copy(update={"folder": folder}))


def test_the_rules_are_read_and_given_to_what_nobody_has(
    installation: Installation, tanto: Member, tmp_path: Path
) -> None:
    address = "/desk/assignment/rules"
    rules = f"duties: {{{DUTY}: [{{areas: [港町], staff: [tanto, inai], from: 2026-04-01}}, {{from: 2026-04-01}}]}}"
    assert "割当ての決まりがありません" in at_desk(ruled(installation, tmp_path, "duties: {}"), tanto).get(address)
    session = alice(installation)
    numbers = [file_application(installation, session) for _ in range(2)]
    browser = at_desk(ruled(installation, tmp_path, rules), tanto)
    page = browser.get(address)
    for words in (
        "住所の地区の決まり",
        "港町に住む人",
        "見本 課子、inai（審査できません）",
        "担当のいない2件を割り当てる",
    ):
        assert words in page
    assert browser.post(address, address, {}).text.count("担当を決めました") == 2
    assert [assignee(installation, number) for number in numbers] == [tanto.id, tanto.id]
    assert "担当のいない申請はありませんでした" in browser.post(address, address, {}).text


def test_faults_of_the_rules_are_reported_and_give_nothing_to_anybody(
    installation: Installation, tanto: Member, tmp_path: Path
) -> None:
    browser = at_desk(ruled(installation, tmp_path, "duties: 7"), tanto)
    number = file_application(installation, alice(installation))
    page = browser.post("/desk/assignment/rules", "/desk/assignment/rules", {}).text
    assert "assignment.yaml:1:9: 値の種類か範囲がちがいます。" in page
    assert 'lang="en">' in page
    assert assignee(installation, number) is None


def test_a_stranger_reads_no_rules_and_gives_nothing(installation: Installation, tmp_path: Path) -> None:
    charlie = at_desk(
        ruled(installation, tmp_path, "duties: {}"), add_member(installation, "charlie", ("clerk", "childcare"))
    )
    charlie.get("/desk/assignment/rules", status=403)
