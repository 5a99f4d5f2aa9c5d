"""What is granted less, refused or taken back returns to the budget; what does not fit is not granted."""

import pytest

from forms.definition.procedure import Procedure
from forms.path.path import Path, walk
from portal.errors import Conflict
from portal.jobs.bookings.keep_places import keep_places
from portal.services.bookings.settle_budget import follow_correction, lacks_budget
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.reopen_decision import reopen_decision
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.definitions.budgets import (
    CLOSED,
    NAME,
    PERIOD,
    SETTLED,
    WAIT,
    account,
    file,
    grant,
    offered,
    refuse,
    screen,
    share,
)
from tests.definitions.chains import go_on, send
from tests.portal.results import decide, examiner
from tests.portal.world import alice

pytestmark = pytest.mark.both_engines


@pytest.fixture
def open_(installation: Installation) -> Installation:
    return offered(offered(offered(installation, 500_000), 500_000, WAIT), 500_000, PERIOD)


@pytest.fixture
def member(open_: Installation) -> Member:
    return examiner(open_, CLOSED)


def examined(installation: Installation, member: Member, yen: int, of: str = CLOSED) -> str:
    number = file(installation, alice(installation), yen, of)
    screen(installation, member, number)
    return number


def amounts(installation: Installation, of: str = CLOSED) -> tuple[int, int, int]:
    now = account(installation, of)
    return now.committed, now.granted, now.left


def test_what_is_granted_less_goes_back_at_once(open_: Installation, member: Member) -> None:
    number = examined(open_, member, 300_000)
    assert amounts(open_) == (300_000, 0, 200_000)
    grant(open_, member, number, 250_000)
    assert amounts(open_) == (0, 250_000, 250_000)


def test_a_refusal_gives_it_back(open_: Installation, member: Member) -> None:
    refuse(open_, member, examined(open_, member, 300_000))
    assert amounts(open_) == (0, 0, 500_000)


def test_more_is_granted_only_from_what_is_left(open_: Installation, member: Member) -> None:
    first, second = examined(open_, member, 300_000), examined(open_, member, 150_000)
    with pytest.raises(Conflict):
        grant(open_, member, first, 350_001)
    assert amounts(open_) == (450_000, 0, 50_000)
    with open_.database.read() as unit:
        case = case_of_member(open_, unit, member, first)
        assert lacks_budget(open_, unit, case, "approved", {"result.amount": 360_000}) == 10_000
        assert lacks_budget(open_, unit, case, "refused", {}) == 0
        assert lacks_budget(open_, unit, case, "withdrawn", {}) == 0
    grant(open_, member, first, 350_000)
    assert amounts(open_) == (150_000, 350_000, 0)
    grant(open_, member, second, 150_000)
    assert amounts(open_) == (0, 500_000, 0)


def test_a_reopened_refusal_holds_nothing_until_it_is_granted(open_: Installation, member: Member) -> None:
    number = examined(open_, member, 300_000)
    refuse(open_, member, number)
    other = file(open_, alice(open_), 400_000)
    assert other
    with open_.database.write() as unit:
        case = case_of_member(open_, unit, member, number)
        reopen_decision(open_, unit, member, case, case.row.revision, "change", "もう一度見ます。")
        unit.commit()
    with pytest.raises(Conflict):
        grant(open_, member, number, 300_000)
    grant(open_, member, number, 100_000)
    assert amounts(open_) == (400_000, 100_000, 0)


def test_who_waits_is_granted_only_in_order(open_: Installation, member: Member) -> None:
    for yen in (450_000, 100_000):
        file(open_, alice(open_), yen, WAIT)
    behind = examined(open_, member, 40_000, WAIT)
    with pytest.raises(Conflict):
        grant(open_, member, behind, 40_000)
    assert amounts(open_, WAIT) == (450_000, 0, 50_000)


def test_the_first_who_waits_may_be_granted_what_is_left(open_: Installation, member: Member) -> None:
    file(open_, alice(open_), 450_000, WAIT)
    first = examined(open_, member, 100_000, WAIT)
    grant(open_, member, first, 50_000)
    assert (amounts(open_, WAIT), account(open_, WAIT).in_queue) == ((450_000, 50_000, 0), 0)


def test_after_the_period_the_section_grants_until_nothing_is_left(open_: Installation, member: Member) -> None:
    numbers = [examined(open_, member, 300_000, PERIOD) for _ in range(3)]
    grant(open_, member, numbers[2], 300_000)
    with pytest.raises(Conflict):
        grant(open_, member, numbers[0], 200_001)
    grant(open_, member, numbers[0], 200_000)
    assert (amounts(open_, PERIOD), account(open_, PERIOD).in_queue) == ((0, 500_000, 0), 1)


def test_the_settled_amount_of_the_next_procedure_gives_the_rest_back(open_: Installation, member: Member) -> None:
    session = alice(open_)
    first = examined(open_, member, 300_000)
    grant(open_, member, first, 300_000)
    sent = send(open_, session, go_on(open_, session, first, SETTLED), {"name": NAME, "paid": 240_000})
    assert amounts(open_) == (0, 300_000, 200_000)
    screen(open_, member, sent.receipt_number)
    decide(open_, member, sent.receipt_number, "approved", {"result.fixed": ["240000"]})
    assert amounts(open_) == (0, 240_000, 260_000)


def test_a_correction_follows_the_answers_as_far_as_money_is_left(open_: Installation, member: Member) -> None:
    number = examined(open_, member, 300_000)
    for yen, held in ((200_000, 200_000), (450_000, 450_000), (600_000, 450_000)):
        with open_.database.write() as unit:
            case = case_of_member(open_, unit, member, number)
            path = _with_cost(open_, case.procedure, yen)
            follow_correction(open_, unit, case, path)
            unit.commit()
        assert amounts(open_)[0] == held
    queued = examined(open_, member, 300_000, WAIT)
    assert queued
    waiting = examined(open_, member, 300_000, WAIT)
    with open_.database.write() as unit:
        case = case_of_member(open_, unit, member, waiting)
        follow_correction(open_, unit, case, _with_cost(open_, case.procedure, 200_000))
        unit.commit()
    assert account(open_, WAIT).queued == 200_000
    keep_places(open_)
    row = share(open_, waiting, WAIT)
    assert row is not None
    assert row.amount == 200_000
    assert amounts(open_, WAIT) == (500_000, 0, 0)


def _with_cost(installation: Installation, procedure: Procedure, yen: int) -> Path:
    environment = installation.rules.environment(procedure, installation.clock.today(), "online")
    return walk(procedure, {"name": NAME, "cost": yen}, environment)
