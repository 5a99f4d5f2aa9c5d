"""移送・所管替え: a case stays until the other section accepts it."""

import re

import pytest

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.queue.calls import desk_calls
from portal.services.desk.sections.take_case import take_case
from portal.services.my_cases.state_line import state_line, timeline
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.audited import actions
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application, row_of

OTHER = "care-benefit"
REASON = "給付の手続でした。"
ONE = "/desk/transfers/1"


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")


@pytest.fixture
def kyufu(installation: Installation) -> Member:
    return add_member(installation, "kyufu", ("reviewer", OTHER), name="見本 給付")


@pytest.fixture
def number(installation: Installation) -> str:
    return file_application(installation, alice(installation), days_ago=3)


def offer(browser: StaffBrowser, number: str, *, duty: str = OTHER, reason: str = REASON, once: str = "") -> int:
    page = f"/desk/{number}/transfer"
    match = re.search('name="once" value="([^"]+)"', browser.get(page))
    assert match
    return browser.post(page, page, {"duty": duty, "reason": reason, "once": once or match[1]}).status_code


def test_an_accepted_case_is_the_other_sections_with_its_day_and_history_and_a_new_contact(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    before = row_of(installation, number)
    with installation.database.write() as unit:
        take_case(installation, unit, tanto, case_of_member(installation, unit, tanto, number), 0)
        unit.commit()
    sender, receiver = at_desk(installation, tanto), at_desk(installation, kyufu)
    assert offer(sender, number) == 303
    assert (row_of(installation, number).duty, "髙見本" in receiver.get(ONE)) == (DUTY, False)
    receiver.get(f"/desk/{number}", status=404)
    assert (number in receiver.get("/desk/transfers"), REASON in receiver.get(ONE)) == (True, True)
    assert receiver.post(ONE, ONE, {"act": "accept"}).status_code == 303
    after = row_of(installation, number)
    assert (after.duty, after.assignee_id) == (OTHER, None)
    assert (after.arrived_at, after.due, after.state) == (before.arrived_at, before.due, before.state)
    sender.get(f"/desk/{number}", status=404)
    page = receiver.get(f"/desk/{number}")
    assert ("ほかの課から引き継いだ" in page, REASON in page) == (True, True)
    session = alice(installation)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        entries = timeline(unit, case)
        office = state_line(installation, case, None).arguments["office"]
    assert office == "福祉部 介護保険課 給付係"
    assert (entries[-1].key, entries[-1].words) == (
        "timeline.transfer", "これからの担当：福祉部 介護保険課 給付係（電話 000-000-0140）",
    )  # fmt: skip
    assert not any(REASON in entry.words for entry in entries)
    assert [act for act in actions(installation) if act in ("offer case", "accept case")] == [
        "offer case",
        "accept case",
    ]


def test_a_case_that_is_sent_back_stays_and_says_why(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    sender, receiver = at_desk(installation, tanto), at_desk(installation, kyufu)
    offer(sender, number)
    assert receiver.post(ONE, ONE, {"act": "send_back", "reason": " "}).status_code == 422
    assert receiver.post(ONE, ONE, {"act": "send_back", "reason": "あ" * 1001}).status_code == 422
    assert receiver.post(ONE, ONE, {"act": "other"}).status_code == 400
    assert receiver.post(ONE, ONE, {"act": "send_back", "reason": "こちらの事務ではありません。"}).status_code == 303
    assert receiver.post("/desk", ONE, {"act": "accept"}).status_code == 404
    assert row_of(installation, number).duty == DUTY
    assert "こちらの事務ではありません。" in sender.get(f"/desk/{number}")
    assert offer(sender, number) == 303


def test_it_is_offered_once_at_a_time_and_taken_back_before_the_answer(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    sender = at_desk(installation, tanto)
    assert [offer(sender, number, once="x" * 20) for _ in range(2)] == [303, 303]
    assert offer(sender, number) == 409
    with installation.database.read() as unit:
        assert desk_calls(installation, unit, kyufu).offered_to_us == 1
    back = f"/desk/{number}/transfer/take-back"
    assert sender.post(f"/desk/{number}", back, {}, revision="0").status_code == 409, "another offer was read"
    assert sender.post(f"/desk/{number}", back, {}).status_code == 303
    assert sender.post(f"/desk/{number}", back, {}).status_code == 409
    at_desk(installation, kyufu).get(ONE, status=404)


@pytest.mark.parametrize(
    ("duty", "reason"), [("", REASON), (DUTY, REASON), ("fishing", REASON), (OTHER, ""), (OTHER, "あ" * 1001)]
)
def test_an_offer_without_section_or_reason_comes_back_as_it_was_typed(
    duty: str, reason: str, installation: Installation, tanto: Member, number: str
) -> None:
    assert offer(at_desk(installation, tanto), number, duty=duty, reason=reason) == 422
    assert "offer case" not in actions(installation)


def test_only_the_section_it_is_offered_to_may_answer(installation: Installation, tanto: Member, number: str) -> None:
    offer(at_desk(installation, tanto), number)
    for role, duty, status in (("reviewer", "roads", 404), ("clerk", OTHER, 403), ("reviewer", DUTY, 404)):
        charlie = at_desk(installation, add_member(installation, f"{role}-{duty}", (role, duty)))
        charlie.get(ONE, status=status)
        assert charlie.post("/desk", ONE, {"act": "accept"}).status_code == status
    assert row_of(installation, number).duty == DUTY
