"""In the list from which the case was opened."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.desk.queue.calls import desk_calls
from portal.services.desk.queue.page import Wanted, filter_of
from portal.services.desk.queue.tasks import tasks_of
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import queues


def step(installation: Basics, unit: Unit, member: Member, row: ApplicationRow, wanted: Wanted, *, back: bool) -> str:
    """A receipt number, "" at the end. By position in the list."""
    if wanted.task:
        numbers = tasks_of(desk_calls(installation, unit, member)).get(wanted.task, ())
        return _beside(numbers, row.receipt_number, back=back)
    order = wanted.sort or "due"
    wish = filter_of(installation, unit, member, wanted, installation.clock.today())
    rows = queues.page(unit, wish, order, after=queues.place_of(row, wish, order), most=1, back=back)
    return rows[0].receipt_number if rows else ""


def _beside(numbers: Sequence[str], number: str, *, back: bool) -> str:
    if number not in numbers:
        return ""
    rest = numbers[: numbers.index(number)][::-1] if back else numbers[numbers.index(number) + 1 :]
    return next(iter(rest), "")
