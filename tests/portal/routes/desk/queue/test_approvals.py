"""The approver's list: from the tab to many approvals, or back with a reason."""

import re

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import NAME, case_of
from tests.portal.services.desk.case.test_settle_outcome import decide, with_approval, with_undo
from tests.portal.world import DUTY, add_member, alice, file_application

PAGE = "/desk/approvals"


@pytest.fixture
def city(installation: Installation) -> Installation:
    return with_approval(installation)


@pytest.fixture
def numbers(city: Installation) -> list[str]:
    reviewer, session = add_member(city, "reviewer", ("reviewer", DUTY)), alice(city)
    filed = [file_application(city, session) for _ in range(3)]
    for number in filed:
        decide(city, reviewer, number)
    return filed


@pytest.fixture
def boss(city: Installation) -> StaffBrowser:
    return at_desk(city, add_member(city, "boss", ("approver", DUTY)))


def proposals(page: str) -> list[str]:
    return re.findall(r'name="approval" value="([^"]+)" checked', page)


def test_the_tab_leads_to_a_page_with_those_chosen_or_all(boss: StaffBrowser, numbers: list[str]) -> None:
    tab = boss.get("/desk?task=approvals")
    assert re.findall(r'name="listed" value="([^"]+)"', tab) == numbers
    every = boss.post("/desk?task=approvals", PAGE, {"listed": numbers}).text
    assert [box.partition(":")[0] for box in proposals(every)] == numbers
    some = boss.post("/desk?task=approvals", PAGE, {"listed": numbers, "case": [f"{numbers[1]}:1"]}).text
    assert [box.partition(":")[0] for box in proposals(some)] == [numbers[1]]
    assert "資格がないためです。" in some


def test_one_press_approves_those_with_a_tick_and_names_each(
    city: Installation, boss: StaffBrowser, numbers: list[str]
) -> None:
    boxes = proposals(boss.post("/desk?task=approvals", PAGE, {"listed": numbers}).text)
    other = at_desk(city, add_member(city, "other", ("approver", DUTY)))
    other.post("/desk?task=approvals", PAGE, {"act": "approve", "approval": boxes[:1]})
    done = boss.post("/desk?task=approvals", PAGE, {"act": "approve", "approval": boxes[:2]}).text
    assert "できた1件、できなかった1件" in done
    member = add_member(city, "look", ("auditor", DUTY), ("reviewer", DUTY))
    assert [case_of(city, member, number).row.state for number in numbers] == ["refused", "refused", "received"]


def test_approvals_are_taken_back_together_and_wait_again(city: Installation, numbers: list[str]) -> None:
    slow = with_undo(city, 10)
    boss = at_desk(slow, add_member(slow, "slow", ("approver", DUTY)))
    boxes = proposals(boss.post("/desk?task=approvals", PAGE, {"listed": numbers}).text)
    done = boss.post("/desk?task=approvals", PAGE, {"act": "approve", "approval": boxes}).text
    assert done.count(NAME) == len(numbers), "the results name the people"
    assert "task=approvals" not in boss.get("/desk")
    undone = boss.post("/desk", "/desk/bulk/take-back", {"number": re.findall(r'name="number" value="([^"]+)"', done)})
    assert "取消し：できた3件、できなかった0件" in undone.text
    again = boss.post("/desk?task=approvals", PAGE, {"listed": numbers}).text
    assert proposals(again) == boxes, "the same proposals"


def test_an_approver_goes_from_one_proposal_to_the_next(boss: StaffBrowser, numbers: list[str]) -> None:
    first, second, third = numbers
    waiting = "list=task%3Dapprovals"
    assert f'href="/desk/{first}?{waiting}"' in boss.get("/desk?task=approvals")
    page, sent = f"/desk/{first}?{waiting}", {"list": "task=approvals", "then": "next"}
    assert f'href="/desk/{second}?{waiting}" rel="next"' in boss.get(page)
    onward = boss.post(page, f"/desk/{first}/decide/approve", sent).headers["location"]
    assert onward == f"/desk/{second}?did=decide&of={first}&{waiting}"
    back = boss.post(onward, f"/desk/{second}/decide/send-back", sent | {"reason": "条項を直してください。"})
    assert back.headers["location"] == f"/desk/{third}?did=send_back&of={second}&{waiting}"
    last = boss.post(f"/desk/{third}?{waiting}", f"/desk/{third}/decide/approve", sent).headers["location"]
    assert last == f"/desk?task=approvals&did=decide&of={third}"
    assert f"さん（{third}）：「認められなかった」に決めました。" in boss.get(last)


def test_sending_back_needs_a_reason_and_keeps_the_ticks(boss: StaffBrowser, numbers: list[str]) -> None:
    boxes = proposals(boss.post("/desk?task=approvals", PAGE, {"listed": numbers}).text)
    sent: dict[str, str | list[str]] = {"act": "back", "approval": boxes[1:], "listed": numbers, "reason": " "}
    refused = boss.post("/desk?task=approvals", PAGE, sent)
    assert (refused.status_code, proposals(refused.text)) == (422, boxes[1:])
    assert 'aria-describedby="reason--error"' in refused.text
    none = boss.post("/desk?task=approvals", PAGE, {"act": "approve", "listed": numbers})
    assert (none.status_code, "1件以上選んでください" in none.text) == (422, True)
    done = boss.post("/desk?task=approvals", PAGE, sent | {"reason": "条項を直してください。"}).text
    assert "差戻し：できた2件、できなかった0件" in done
    assert "条項を直してください。" in boss.get(f"/desk/{numbers[1]}")


def test_a_reviewer_who_does_not_approve_has_no_such_page(city: Installation, numbers: list[str]) -> None:
    plain = at_desk(city, add_member(city, "plain", ("reviewer", DUTY)))
    assert plain.post("/desk", PAGE, {"listed": numbers}).status_code == 403
    elsewhere = at_desk(city, add_member(city, "charlie", ("approver", "child-allowance")))
    page = elsewhere.post("/desk", PAGE, {"listed": numbers})
    assert (page.status_code, numbers[0] in page.text) == (200, False)
