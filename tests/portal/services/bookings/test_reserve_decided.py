"""An outcome that may be taken back holds its yen: nobody else is granted them meanwhile."""

import pytest

from forms.definition.budget import PERIOD as AFTER_PERIOD
from forms.path.binding import boxes
from portal.errors import Conflict
from portal.jobs.let_outcomes_leave import let_outcomes_leave
from portal.services.bookings.commit_budget import Account
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.decide_application import read_decision
from portal.services.desk.case.settle_outcome import (
    approve_outcome,
    send_outcome_back,
    settle_outcome,
    take_outcome_back,
)
from portal.services.my_cases.stop_application import ASK, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from tests.definitions.budgets import CLOSED, PERIOD, account, file, offered, screen
from tests.portal.later import later
from tests.portal.services.desk.case.test_settle_outcome import with_approval, with_undo
from tests.portal.world import DUTY, PLACE, add_member, alice

pytestmark = pytest.mark.both_engines


@pytest.fixture
def open_(installation: Installation) -> Installation:
    return with_undo(offered(offered(installation, 500_000), 500_000, PERIOD), 10)


@pytest.fixture
def member(open_: Installation) -> Member:
    return add_member(open_, "examiner", ("reviewer", DUTY))


def examined(installation: Installation, member: Member, yen: int, of: str = PERIOD) -> str:
    number = file(installation, alice(installation), yen, of)
    screen(installation, member, number)
    return number


def decide(installation: Installation, member: Member, number: str, yen: int) -> str:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        result = {"result.amount": [str(yen)]}
        decision = read_decision(installation, case, "approved", "", raw_of=lambda field: boxes(field.id, result))
        assert decision.mistakes == (), decision.wrong
        did = settle_outcome(installation, unit, member, case, case.row.revision, decision)
        unit.commit()
    return did


def take_back(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        take_outcome_back(installation, unit, member, case_of_member(installation, unit, member, number))
        unit.commit()


def amounts(installation: Installation, of: str = PERIOD) -> tuple[int, int, int]:
    now: Account = account(installation, of)
    return now.committed, now.granted, now.left


def test_two_outcomes_in_the_time_of_taking_back_never_share_the_last_yen(open_: Installation, member: Member) -> None:
    first, second = [examined(open_, member, 300_000) for _ in range(2)]
    assert (amounts(open_), decide(open_, member, first, 300_000)) == ((0, 0, 500_000), "wait")
    assert amounts(open_) == (300_000, 0, 200_000)
    with pytest.raises(Conflict):
        decide(open_, member, second, 200_001)
    decide(open_, member, second, 200_000)
    assert let_outcomes_leave(later(open_, minutes=11)) == 2
    assert amounts(open_) == (0, 500_000, 0)
    with open_.database.read() as unit:
        assert [getattr(applications.by_number(unit, number), "state", "") for number in (first, second)] == [
            "approved"
        ] * 2


def test_what_is_taken_back_or_sent_back_is_free_again(open_: Installation, member: Member) -> None:
    first = examined(open_, member, 300_000)
    decide(open_, member, first, 450_000)
    take_back(open_, member, first)
    assert amounts(open_) == (0, 0, 500_000)
    approving = with_approval(open_)
    approver = add_member(approving, "approver", ("approver", DUTY))
    assert decide(approving, member, first, 450_000) == "propose"
    assert amounts(open_) == (450_000, 0, 50_000)
    with approving.database.write() as unit:
        send_outcome_back(approving, unit, approver, case_of_member(approving, unit, approver, first), "額が多い")
        unit.commit()
    assert amounts(open_) == (0, 0, 500_000)
    decide(approving, member, first, 400_000)
    with approving.database.write() as unit:
        approve_outcome(approving, unit, approver, case_of_member(approving, unit, approver, first))
        unit.commit()
    assert let_outcomes_leave(later(approving, minutes=11)) == 1
    assert amounts(open_) == (0, 400_000, 100_000)


def test_only_what_is_more_than_it_holds_is_taken_and_less_returns_when_it_leaves(
    open_: Installation, member: Member
) -> None:
    more, less = examined(open_, member, 200_000, CLOSED), examined(open_, member, 200_000, CLOSED)
    decide(open_, member, more, 250_000)
    decide(open_, member, less, 150_000)
    assert amounts(open_, CLOSED) == (450_000, 0, 50_000)
    assert let_outcomes_leave(later(open_, minutes=11)) == 2
    assert amounts(open_, CLOSED) == (0, 400_000, 100_000)


def test_who_asks_to_withdraw_meanwhile_frees_what_was_added(open_: Installation, member: Member) -> None:
    number, session = examined(open_, member, 300_000), alice(open_)
    decide(open_, member, number, 300_000)
    with open_.database.write() as unit:
        case = case_of_resident(open_, unit, session, number)
        stop_application(open_, unit, case, Actor("resident", "", place=PLACE), ASK, "")
        unit.commit()
    assert case.procedure.budget is not None
    assert case.procedure.budget.order == AFTER_PERIOD
    let_outcomes_leave(later(open_, minutes=11))
    assert amounts(open_) == (0, 0, 500_000)
