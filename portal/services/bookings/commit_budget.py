"""予算: commits the yen of an application, as a reservation with an amount."""

# Sums are guarded by one lock per budget and
# 年度.

import secrets
from dataclasses import dataclass, replace
from datetime import date

from forms.definition.budget import ARRIVAL, CLOSED, PERIOD
from forms.definition.procedure import Procedure
from forms.numbers.calendar import fiscal_year
from forms.path.consequences import budget_amount
from forms.path.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.budget_inside import figures_of
from portal.services.shared.needs import Basics
from portal.store.bookings import budgets, reservations
from portal.store.bookings.reservations import ReservationRow, Taker, Time
from portal.store.cases import applications

NO_QUESTION = ""
QUEUE = ":queue"  # applications that wait for money, or for the division after the period
_MINUTE = 60_000_000


@dataclass(frozen=True)
class Account:
    """Yen. `at`: microseconds of the inner zone's figures, 0 = now."""

    total: int
    committed: int  # for undecided applications
    granted: int
    queued: int  # asked for by the `in_queue` in the queue
    in_queue: int
    at: int = 0

    @property
    def left(self) -> int:
        return max(self.total - self.committed - self.granted, 0)

    @property
    def is_used_up(self) -> bool:
        return self.left == 0 or self.in_queue > 0


def year_of(path: Path, on: date) -> int:
    return fiscal_year(on) if path.year is None else path.year


def time_of_budget(procedure: str, year: int) -> Time:
    return Time(procedure, f"budget:{year}", "")


def queue_of(time: Time) -> Time:
    return Time(time.resource, f"{time.slot}{QUEUE}", "")


def total_of(installation: Basics, procedure: Procedure, year: int) -> int:
    """The city's amount today; of another 年度, on its nearest day."""
    if procedure.budget is None:
        return 0
    day = min(max(installation.clock.today(), date(year, 4, 1)), date(year + 1, 3, 31))
    value = installation.rules.settings_in_force(procedure, day)[procedure.budget.setting]
    return max(int(str(value)), 0)


def account_of(installation: Basics, unit: Unit, procedure: Procedure, year: int) -> Account:
    time, now = time_of_budget(procedure.id, year), to_micro(installation.clock.now())
    inside = figures_of(unit, procedure.id, year) if installation.settings.zone == "outer" else None
    if inside is not None:  # and what it has not heard of
        sums, queue = budgets.unheard(unit, time, now), budgets.unheard(unit, queue_of(time), now)
        return Account(
            inside.total, inside.committed + sums.committed, inside.granted, inside.queued + queue.committed,
            len(inside.order) + queue.rows, inside.at,
        )  # fmt: skip
    sums, queue = budgets.sums(unit, time, now), budgets.sums(unit, queue_of(time), now)
    total = total_of(installation, procedure, year)
    return Account(total, sums.committed, sums.granted, queue.committed + queue.granted, queue.rows)


def hold_budget(installation: Basics, unit: Unit, procedure: Procedure, path: Path, draft_id: str, on: date) -> bool:
    """For one minute. False if too little is left and nobody may wait."""
    until = to_micro(installation.clock.now()) + _MINUTE
    asked, year = budget_amount(procedure, path) or 0, year_of(path, on)
    taker = Taker(NO_QUESTION, draft_id, amount=asked)
    if _commit(installation, unit, procedure, year, taker, until):
        return True
    if procedure.budget is None or closes(procedure):
        return False
    _add(installation, unit, queue_of(time_of_budget(procedure.id, year)), taker, until)
    return True


def fits_budget(installation: Basics, unit: Unit, procedure: Procedure, slot: str, more: int) -> bool:
    # Whether yen that the other zone has promised are there, in order. Locks the budget until the commit.
    if slot.endswith(QUEUE) or procedure.budget is None:
        return True
    year = int(slot.split(":")[1])
    budgets.lock(unit, time_of_budget(procedure.id, year))
    account = account_of(installation, unit, procedure, year)
    return more <= 0 or (not account.in_queue and more <= account.left)


def keep_budget(
    installation: Basics, unit: Unit, procedure: Procedure, path: Path, draft_id: str, application_id: int, on: date
) -> None:
    """For what came without a draft (a package): it gets money or a place in the queue."""
    year, now = year_of(path, on), to_micro(installation.clock.now())
    time = time_of_budget(procedure.id, year)
    for kept in (time, queue_of(time)):
        if reservations.keep(unit, draft_id, application_id, NO_QUESTION, kept, now):
            return
    taker = Taker(NO_QUESTION, application_id=application_id, amount=budget_amount(procedure, path) or 0)
    if not _commit(installation, unit, procedure, year, taker, None):
        _add(installation, unit, queue_of(time), taker, None)


def _commit(installation: Basics, unit: Unit, procedure: Procedure, year: int, taker: Taker, until: int | None) -> bool:
    # The order of the queue holds, also for a smaller amount.
    if procedure.budget is None or procedure.budget.order == PERIOD:
        return False
    time = time_of_budget(procedure.id, year)
    budgets.lock(unit, time)
    account = account_of(installation, unit, procedure, year)
    if account.in_queue or (taker.amount or 0) > account.left:
        return False
    _add(installation, unit, time, taker, until)
    return True


def _add(installation: Basics, unit: Unit, time: Time, taker: Taker, until: int | None) -> None:
    now = to_micro(installation.clock.now())
    while True:  # a row from the other zone, which takes no lock, may have the number
        number = budgets.last_number(unit, time) + 1
        if reservations.add(unit, time, taker, number, secrets.token_hex(16), until, now) is not None:
            return


def move_up(installation: Basics, unit: Unit, procedure: Procedure, year: int) -> int | None:
    """The application that got its money, the first in the queue. The caller commits and calls again."""
    if procedure.budget is None or procedure.budget.order == PERIOD:
        return None
    time, now = time_of_budget(procedure.id, year), to_micro(installation.clock.now())
    budgets.lock(unit, time)
    queue = budgets.shares(unit, queue_of(time), now)
    if not queue or queue[0].amount > account_of(installation, unit, procedure, year).left:
        return None
    first = queue[0]
    reservations.give_back(unit, first.id, now)
    _add(installation, unit, time, Taker(NO_QUESTION, application_id=first.application_id, amount=first.amount), None)
    return first.application_id


def is_used_up(installation: Basics, unit: Unit, procedure: Procedure) -> bool:
    """Whether nobody can file today. Of several open 年度 the answers choose."""
    if not closes(procedure):
        return False
    accounts = (account_of(installation, unit, procedure, year) for year in open_years(installation, procedure))
    return all(account.is_used_up for account in accounts)


def closes(procedure: Procedure) -> bool:
    """Used up, it ends filing."""
    budget = procedure.budget
    return budget is not None and (budget.order, budget.used_up) == (ARRIVAL, CLOSED)


def open_years(installation: Basics, procedure: Procedure) -> list[int]:
    today = installation.clock.today()
    return [row.year for row in installation.rules.years_of(procedure) if row.holds(today)] or [fiscal_year(today)]


def years_in_queue(unit: Unit, procedure: Procedure) -> list[int]:
    return [int(slot.split(":")[1]) for slot in budgets.slots(unit, procedure.id) if slot.endswith(QUEUE)]


def budget_years(unit: Unit, procedure: Procedure) -> set[int]:
    return {int(slot.split(":")[1]) for slot in budgets.slots(unit, procedure.id) if slot.startswith("budget:")}


def share_of(unit: Unit, application_id: int, resource: str) -> ReservationRow | None:
    rows = reservations.of_application(unit, application_id)
    kept = (
        row
        for row in rows
        if row.resource == resource and row.amount is not None and row.number is not None and not row.place
    )
    return next(kept, None)


def is_queued(row: ReservationRow) -> bool:
    return row.slot.endswith(QUEUE)


def place_in_queue(installation: Basics, unit: Unit, row: ReservationRow) -> int:
    """1 is next; 0 if it waits no more."""
    year = int(row.slot.split(":")[1])
    inside = figures_of(unit, row.resource, year) if installation.settings.zone == "outer" else None
    own = None if row.application_id is None else applications.by_id(unit, row.application_id)
    if inside is not None and own is not None and own.receipt_number in inside.order:
        return inside.order.index(own.receipt_number) + 1
    queue = budgets.shares(unit, row.time, to_micro(installation.clock.now()))
    return next((number for number, share in enumerate(queue, 1) if share.id == row.id), 0)


def give_back_decided(installation: Basics, unit: Unit, application_id: int, by: int) -> None:
    now = to_micro(installation.clock.now())
    for row in reservations.of_application(unit, application_id):
        if row.place == _mark(by) and row.number is not None:
            reservations.give_back(unit, row.id, now)


def _mark(by: int) -> str:
    return f"decided:{by}"


@dataclass(frozen=True)
class Claim:
    """Makes an application hold exactly `amount` of a budget."""

    procedure: Procedure
    application_id: int
    year: int
    amount: int

    def lacks(self, installation: Basics, unit: Unit) -> int:
        """Yen; 0 if it fits. The queue is served first."""
        row = share_of(unit, self.application_id, self.procedure.id)
        queued = row is not None and is_queued(row)
        own = row.amount or 0 if row is not None and not queued else 0
        more = self.amount - own
        account = account_of(installation, unit, self.procedure, self._year(row))
        in_order = self.procedure.budget is not None and self.procedure.budget.order == ARRIVAL
        ahead = place_in_queue(installation, unit, row) - 1 if row is not None and queued else account.in_queue
        left = 0 if in_order and ahead > 0 else account.left
        return max(more - left, 0) if more > 0 else 0

    def reserve(self, installation: Basics, unit: Unit, by: int) -> bool:
        """In a row of its own. False if too little is left."""
        row = share_of(unit, self.application_id, self.procedure.id)
        time = time_of_budget(self.procedure.id, self._year(row))
        budgets.lock(unit, time)
        if self.lacks(installation, unit):
            return False
        more = self.amount - (row.amount or 0 if row is not None and not is_queued(row) else 0)
        if more > 0:
            taker = Taker(NO_QUESTION, application_id=self.application_id, amount=more)
            _add(installation, unit, replace(time, place=_mark(by)), taker, None)
        return True

    def settle(self, installation: Basics, unit: Unit) -> bool:
        """False if too little is left."""
        row = share_of(unit, self.application_id, self.procedure.id)
        time = time_of_budget(self.procedure.id, self._year(row))
        budgets.lock(unit, time)
        if self.lacks(installation, unit):
            return False
        now = to_micro(installation.clock.now())
        if row is not None and not is_queued(row):
            return row.amount == self.amount or budgets.set_amount(unit, row.id, self.amount, now)
        if row is not None:
            reservations.give_back(unit, row.id, now)
        _add(installation, unit, time, Taker(NO_QUESTION, application_id=self.application_id, amount=self.amount), None)
        return True

    def _year(self, row: ReservationRow | None) -> int:
        return self.year if row is None else int(row.slot.split(":")[1])
