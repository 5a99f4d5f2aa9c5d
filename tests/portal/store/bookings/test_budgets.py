"""Yen of budgets."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.store.bookings import budgets, reservations
from portal.store.bookings.budgets import Share, Sums
from portal.store.bookings.reservations import Taker, Time
from portal.store.courier import courier
from portal.store.courier.courier import CaseRow
from tests.portal.store.planting import plant

TIME = Time("subsidy", "budget:2026", "")
QUEUE = Time("subsidy", "budget:2026:queue", "")


def _application(unit: Unit, state: str = "received", decided: int | None = None, arrived: int = 1) -> int:
    return int(plant(unit, Application, state=state, decided_at=decided, arrived_at=arrived)["id"])


def _take(unit: Unit, taker: Taker, number: int, time: Time = TIME, until: int | None = None) -> int:
    row = reservations.add(unit, time, taker, number, f"{time.slot}{number}", until, 1)
    assert row is not None
    return row


def test_sums_tell_decided_from_undecided_and_leave_out_what_ended(unit: Unit) -> None:
    budgets.lock(unit, TIME)
    assert budgets.sums(unit, TIME, 5) == Sums(0, 0, 0)
    draft = str(plant(unit, Draft)["id"])
    _take(unit, Taker("", draft, amount=7), 1, until=10)
    _take(unit, Taker("", application_id=_application(unit), amount=20), 2)
    _take(unit, Taker("", application_id=_application(unit, "approved", 3), amount=300), 3)
    gone = _take(unit, Taker("", application_id=_application(unit, "refused", 3), amount=4000), 4)
    _take(unit, Taker("", application_id=_application(unit), amount=50_000), 1, QUEUE)
    assert budgets.sums(unit, TIME, 5) == Sums(27, 4300, 4)
    assert budgets.sums(unit, TIME, 10) == Sums(20, 4300, 3), "the hold of the draft has ended"
    assert reservations.give_back(unit, gone, 6)
    assert budgets.sums(unit, TIME, 5) == Sums(27, 300, 3)
    assert budgets.sums(unit, QUEUE, 5) == Sums(50_000, 0, 1)
    assert (budgets.last_number(unit, TIME), budgets.last_number(unit, Time("subsidy", "budget:2027", ""))) == (3, 0)
    assert budgets.slots(unit, "subsidy") == [TIME.slot, QUEUE.slot]
    assert budgets.slots(unit, "other") == []


def test_what_the_other_zone_does_not_know_of_is_summed_apart(unit: Unit) -> None:
    unsent, unheard, heard = (_application(unit) for _ in range(3))
    for number, application in enumerate((unsent, unheard, heard), 1):
        _take(unit, Taker("", application_id=application, amount=10**number), number)
    courier.keep(unit, CaseRow(unheard, sent_step=5))
    courier.keep(unit, CaseRow(heard, sent_step=6, there_step=5))
    _take(unit, Taker("", str(plant(unit, Draft)["id"]), amount=7), 4, until=10)
    assert budgets.unheard(unit, TIME, 5) == Sums(117, 0, 3)
    assert budgets.unheard(unit, TIME, 10) == Sums(110, 0, 2)


def test_a_sum_may_be_larger_than_an_integer_of_four_bytes(unit: Unit) -> None:
    for number in (1, 2):
        _take(unit, Taker("", application_id=_application(unit), amount=3_000_000_000), number)
    assert budgets.sums(unit, TIME, 5).committed == 6_000_000_000


def test_shares_come_in_the_order_of_arrival(unit: Unit) -> None:
    late, early, ended = _application(unit, arrived=9), _application(unit, arrived=2), _application(unit, "withdrawn")
    ids = [
        _take(unit, Taker("", application_id=whose, amount=whose), number, QUEUE)
        for number, whose in enumerate((late, early, ended), 1)
    ]
    _take(unit, Taker("", str(plant(unit, Draft)["id"]), amount=1), 4, QUEUE, until=10)
    assert budgets.shares(unit, QUEUE, 5) == [Share(ids[1], early, early, 2), Share(ids[0], late, late, 1)]


def test_what_each_application_holds_and_waits_for_comes_in_the_order_of_arrival(unit: Unit) -> None:
    late, early, done = _application(unit, arrived=9), _application(unit, arrived=2), _application(unit, "approved", 5)
    _take(unit, Taker("", application_id=late, amount=50), 1, QUEUE)
    for number, whose, amount in ((1, early, 20), (2, early, 3), (3, done, 7)):
        _take(unit, Taker("", application_id=whose, amount=amount), number)
    _take(unit, Taker("", str(plant(unit, Draft)["id"]), amount=1), 4, until=10)
    assert [
        (row.arrived_at, row.amount, bool(row.queued), bool(row.decided)) for row in budgets.held(unit, TIME, QUEUE, 5)
    ] == [(1, 7, False, True), (2, 23, False, False), (9, 50, True, False)]


def test_an_amount_changes_until_it_is_given_back(unit: Unit) -> None:
    number = _application(unit)
    share = _take(unit, Taker("", application_id=number, amount=20), 1)
    assert budgets.set_amount(unit, share, 15, 7)
    assert budgets.sums(unit, TIME, 5).committed == 15
    (row,) = reservations.of_application(unit, number)
    assert (row.id, row.sequence, row.changed_at) == (share, 1, 7)
    assert reservations.give_back(unit, share, 8)
    assert not budgets.set_amount(unit, share, 20, 9)


def test_what_is_kept_for_an_application_keeps_its_amount(unit: Unit) -> None:
    draft, number = str(plant(unit, Draft)["id"]), _application(unit)
    _take(unit, Taker("", draft, amount=20), 1, until=10)
    assert reservations.keep(unit, draft, number, "", TIME, 4)
    (row,) = reservations.of_application(unit, number)
    assert (row.amount, row.until, row.time) == (20, None, TIME)
