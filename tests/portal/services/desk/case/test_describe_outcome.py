"""What a member may do about an outcome."""

import pytest

from portal.services.desk.case.describe_outcome import outcome_panel
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.desk.case.take_numbers_back import keep_number
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.results import examiner, sample_answers
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.at_work import acting, case_of
from tests.portal.services.desk.case.test_settle_outcome import decide, number, with_approval, with_undo
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["number"]


def panel(installation: Installation, member: Member, number: str) -> dict[str, object]:
    with installation.database.read() as unit:
        return outcome_panel(installation, unit, member, case_of(installation, member, number))


def test_a_reviewer_chooses_among_the_outcomes_and_others_only_look(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    assert panel(installation, reviewer, number)["choices"] == ["approved", "partly", "refused", "withdrawn"]
    assert "approved" in str(panel(installation, reviewer, number)["ways"])
    assert panel(installation, clerk, number)["ways"] == ()


def test_while_a_decision_waits_nothing_else_is_offered_and_only_its_maker_takes_it_back(
    installation: Installation, reviewer: Member, number: str
) -> None:
    undo = with_undo(installation, 10)
    colleague = add_member(undo, "colleague", ("reviewer", DUTY))
    assert decide(undo, reviewer, number) == "wait"
    mine, theirs = (panel(undo, member, number) for member in (reviewer, colleague))
    assert (mine["ways"], mine["choices"]) == ((), [])
    assert [(view["decided"].outcome, view["decided"].own) for view in (mine, theirs)] == [  # type: ignore[attr-defined]
        ("refused", True), ("refused", False),
    ]  # fmt: skip


def test_a_proposal_is_approved_by_another_approver(installation: Installation, number: str) -> None:
    city = with_approval(installation)
    proposer, approver = (
        add_member(city, login, ("reviewer", DUTY), ("approver", DUTY)) for login in ("proposer", "approver")
    )
    assert decide(city, proposer, number) == "propose"
    shown = [panel(city, member, number)["decided"] for member in (proposer, approver)]
    assert [(decision.approves, decision.words) for decision in shown] == [  # type: ignore[attr-defined]
        (False, "資格がないためです。"), (True, "資格がないためです。"),
    ]  # fmt: skip


def test_the_form_begins_with_the_number_that_came_back_and_shows_why_the_hand_over_is_held(
    installation: Installation, reviewer: Member, number: str
) -> None:
    assert panel(installation, reviewer, number)["holds"] == []
    with acting(installation, reviewer, number) as (unit, case):
        keep_number(installation, unit, reviewer, case, "介資12", installation.clock.today())
        hold_hand_over(installation, unit, reviewer, case, "住所を確かめています")
    shown = panel(installation, reviewer, number)
    assert shown["decision"] == {
        "outcome": "",
        "words": "",
        "number": "介資12",
        "decided_on": "2026-11-20",
        "asked_on": "",
    }
    assert shown["holds"] == [
        "引渡しを止めています。住所を確かめています（reviewerさん、2026年11月20日）",
    ]
    assert shown["held"] is False


@pytest.mark.parametrize("outcome", ["refused"])
def test_a_decided_case_has_no_decision_under_way(
    installation: Installation, reviewer: Member, number: str, outcome: str
) -> None:
    assert decide(installation, reviewer, number, outcome) == "decide"
    shown = panel(installation, reviewer, number)
    assert (shown["decided"], shown["ways"], shown["choices"]) == (None, (), [])


@pytest.mark.parametrize(("procedure", "grants"), [("kaigo-hihokenshasho-saikofu", False), ("kaigo-shikaku", True)])
def test_what_may_be_accepted_before_the_examination_is_not_stated_to_end_for_want_of_form(
    installation: Installation, procedure: str, grants: bool
) -> None:
    member = examiner(installation, procedure)
    answers = sample_answers(installation, procedure)
    filed = file_application(installation, alice(installation), of=procedure, answers=answers)
    assert panel(installation, member, filed)["grants"] is grants
    page = at_desk(installation, member).get(f"/desk/{filed}")
    assert ("形が整わない、または取下げなので、ここで終える" in page, "くわしく審査せずに、ここで決める" in page) == (
        not grants,
        grants,
    )
