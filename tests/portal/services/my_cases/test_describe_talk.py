"""The messages of applicant and office for staff."""

from typing import Any

from portal.services.cases.cases import case_of_member
from portal.services.my_cases.describe_talk import talk_panel
from portal.services.my_cases.stop_application import ASK
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.my_cases.test_send_message import ask, reply
from tests.portal.services.my_cases.test_stop_application import REASON, answer, examined, stop
from tests.portal.world import DUTY, add_member, alice


def panel(installation: Installation, member: Member, number: str) -> dict[str, Any]:
    with installation.database.read() as unit:
        return talk_panel(unit, case_of_member(installation, unit, member, number))


def test_a_request_to_withdraw_is_open_until_the_section_answers_and_its_reason_stays(
    installation: Installation,
) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    number = examined(installation, session, reviewer)
    assert panel(installation, reviewer, number) == {"stops": [], "asked_to_stop": False, "talk": []}
    stop(installation, session, number, ASK)
    requested = panel(installation, reviewer, number)
    assert requested["asked_to_stop"]
    assert [reason for _, reason in requested["stops"]] == [REASON]
    answer(installation, reviewer, number, grant=False, words="もう証を作りました。")
    declined = panel(installation, reviewer, number)
    assert (declined["asked_to_stop"], declined["stops"]) == (False, requested["stops"])


def test_messages_are_seen_from_the_side_of_staff_with_the_authors_name(installation: Installation) -> None:
    session = alice(installation)
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY), name="見本 花子")
    exporter = add_member(installation, "exporter", ("exporter", DUTY))
    number = examined(installation, session, reviewer)
    ask(installation, session, number, "いつ届きますか", new_form())
    reply(installation, reviewer, number, "来週です")
    messages = [(view.text, view.mine, view.who, view.unread) for view in panel(installation, exporter, number)["talk"]]
    assert messages == [("いつ届きますか", False, "", True), ("来週です", True, "見本 花子", True)]
