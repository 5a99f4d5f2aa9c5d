"""From a desk: the next number, again, and how it ended."""

from collections.abc import Collection

from forms.city.tickets import Hall
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.staff import staff_members
from portal.store.tickets import ticket_answers, tickets
from portal.store.tickets.tickets import ABSENT, CALLED, DONE, WAITING, TicketRow

ENDINGS = {"done": DONE, "absent": ABSENT, "wait": WAITING}
_DESKS = 60  # that may call between two presses
_TWICE = 3_000_000  # microseconds within which a second press at a desk is the first one again


def call_next(
    installation: Basics, unit: Unit, member: Member, hall: Hall, queues: Collection[str], desk: int
) -> TicketRow | None:
    """None if nobody waits."""
    day, now = _today(installation), to_micro(installation.clock.now())
    staff_members.lock(unit, [member.id])  # of two presses at one moment the second sees the first
    for row in tickets.latest_calls(unit, day, hall.id, _DESKS):
        if (row.desk, row.staff_id, row.state) == (desk, member.id, CALLED) and now - (row.called_at or 0) < _TWICE:
            return row
    # Also of queues that the city's file does not have any more.
    waiting = [
        row for row in tickets.waiting(unit, day, hall.id) if row.queue in queues or hall.queue(row.queue) is None
    ]
    # A booking goes first when its time has come, and is called early only when nobody else waits.
    for row in sorted(waiting, key=lambda row: (row.due_at > now, row.due_at)):
        if tickets.call(unit, row.id, (WAITING,), desk=desk, at=now, staff_id=member.id):
            return tickets.by_id(unit, row.id)
    return None


def call_again(installation: Basics, unit: Unit, member: Member, ticket: str, desk: int) -> TicketRow:
    """Raises NotFound, Conflict."""
    now = to_micro(installation.clock.now())
    _ticket(installation, unit, ticket)
    if not tickets.call(unit, ticket, (WAITING, CALLED, ABSENT), desk=desk, at=now, staff_id=member.id):
        raise Conflict("ticket")
    return _ticket(installation, unit, ticket)


def end_call(installation: Basics, unit: Unit, ticket: str, act: str) -> TicketRow:
    """`act`: of `ENDINGS`; `wait` puts it back in its place. Idempotent. Raises NotFound, Conflict."""
    row, to = _ticket(installation, unit, ticket), ENDINGS[act]
    ended_at = None if to == WAITING else to_micro(installation.clock.now())
    if row.state != to and not tickets.end(unit, ticket, (CALLED,), to, ended_at):
        raise Conflict("ticket")
    if to == DONE:
        ticket_answers.remove(unit, ticket)
    return row


def _ticket(installation: Basics, unit: Unit, ticket: str) -> TicketRow:
    row = tickets.by_id(unit, ticket)
    if row is None or row.day != _today(installation):
        raise NotFound("ticket")
    return row


def _today(installation: Basics) -> str:
    return installation.clock.today().isoformat()
