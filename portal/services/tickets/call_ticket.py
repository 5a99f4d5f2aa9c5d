"""From a desk: the next number, again, and how it ended."""

from collections.abc import Collection
from dataclasses import replace

from forms.city.tickets import Hall
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.tickets import tickets
from portal.store.tickets.tickets import ABSENT, CALLED, DONE, WAITING, TicketRow

ENDINGS = {"done": DONE, "absent": ABSENT, "wait": WAITING}


def call_next(
    installation: Basics, unit: Unit, member: Member, hall: Hall, queues: Collection[str], desk: int
) -> TicketRow | None:
    # Bookings whose time has come go first, then the earliest. None if nobody waits.
    now = to_micro(installation.clock.now())
    waiting = [row for row in tickets.waiting(unit, _today(installation), hall.id) if row.queue in queues]
    # A booking for later is called early only when nobody else waits.
    for row in sorted(waiting, key=lambda row: (row.due_at > now, row.due_at)):
        called = replace(row, state=CALLED, calls=1, desk=desk, called_at=now, staff_id=member.id)
        if tickets.move(unit, called, (WAITING,)):
            return called
    return None


def call_again(installation: Basics, unit: Unit, member: Member, ticket: str, desk: int) -> TicketRow:
    """Also one that did not come before. Raises NotFound, Conflict."""
    row = _ticket(installation, unit, ticket)
    now = to_micro(installation.clock.now())
    called = replace(
        row, state=CALLED, calls=row.calls + 1, desk=desk, called_at=now, ended_at=None, staff_id=member.id
    )
    if not tickets.move(unit, called, (WAITING, CALLED, ABSENT)):
        raise Conflict("ticket")
    return called


def end_call(installation: Basics, unit: Unit, member: Member, ticket: str, act: str) -> TicketRow:
    """`act`: of `ENDINGS`; `wait` puts it back in its place. Idempotent. Raises NotFound, Conflict."""
    row, to = _ticket(installation, unit, ticket), ENDINGS[act]
    if row.state == to:
        return row
    ended_at = None if to == WAITING else to_micro(installation.clock.now())
    ended = replace(row, state=to, ended_at=ended_at, staff_id=member.id)
    if not tickets.move(unit, ended, (CALLED,)):
        raise Conflict("ticket")
    return ended


def _ticket(installation: Basics, unit: Unit, ticket: str) -> TicketRow:
    row = tickets.by_id(unit, ticket)
    if row is None or row.day != _today(installation):
        raise NotFound("ticket")
    return row


def _today(installation: Basics) -> str:
    return installation.clock.today().isoformat()
