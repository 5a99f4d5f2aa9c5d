"""Cases that wait for a section."""

from portal.services.desk.case.ask_opinion import ask_opinion, read_question
from portal.services.desk.case.transfer_case import offer_case
from portal.services.desk.queue.calls import DeskCalls, desk_calls
from portal.services.my_cases.stop_application import ASK, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from tests.portal.services.desk.at_work import ONCE, acting
from tests.portal.services.desk.case.test_settle_outcome import decide, number, with_approval
from tests.portal.world import DUTY, PLACE, add_member

__all__ = ["number"]
OTHER = "care-benefit"
NOTHING = DeskCalls((), ())


def calls(installation: Installation, member: Member) -> DeskCalls:
    with installation.database.read() as unit:
        return desk_calls(installation, unit, member)


def test_a_request_to_stop_waits_for_the_reviewers_of_its_duty(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    stranger = add_member(installation, "charlie", ("reviewer", OTHER))
    assert calls(installation, reviewer) == NOTHING
    with acting(installation, reviewer, number) as (unit, case):
        actor = Actor("resident", case.row.person_id or "", place=PLACE)
        stop_application(installation, unit, case, actor, ASK, "引っ越すため")
    assert [calls(installation, member).stops for member in (reviewer, clerk, stranger)] == [(number,), (), ()]


def test_a_proposal_waits_for_an_approver_who_did_not_make_it(installation: Installation, number: str) -> None:
    city = with_approval(installation)
    proposer, approver, only_reviews = (
        add_member(city, login, *((role, DUTY) for role in roles))
        for login, roles in (
            ("proposer", ("reviewer", "approver")), ("approver", ("approver",)), ("other", ("reviewer",)),
        )
    )  # fmt: skip
    assert decide(city, proposer, number) == "propose"
    assert [calls(city, member).approvals for member in (approver, proposer, only_reviews)] == [(number,), (), ()]


def test_what_another_section_asks_or_offers_is_counted_without_numbers(
    installation: Installation, reviewer: Member, number: str
) -> None:
    other = add_member(installation, "kyufu", ("reviewer", OTHER))
    with acting(installation, reviewer, number) as (unit, case):
        question = read_question(installation, case, OTHER, "2026-12-04", "合っていますか。", [])
        ask_opinion(installation, unit, reviewer, case, question, ONCE)
        offer_case(installation, unit, reviewer, case, case.row.revision, OTHER, "給付の事務です", ONCE)
    waiting = calls(installation, other)
    assert (waiting.asked_of_us, waiting.offered_to_us) == (1, 1)
    assert calls(installation, reviewer) == NOTHING
