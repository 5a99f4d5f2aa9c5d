import re
import secrets
from datetime import date, datetime

from forms.city.tickets import Hall
from portal.clock import TOKYO, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.services.shared.needs import Basics
from portal.store.tickets import ticket_answers, tickets
from portal.store.tickets.tickets import CALLED, LEFT, WAITING, TicketRow

_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TRIES = 20
_MOST = 999  # of a queue and a day


def halls_of(installation: Basics) -> tuple[Hall, ...]:
    # None in zone outer: tickets lie where the counter is.
    return () if installation.settings.zone == "outer" else installation.city.tickets.halls


def hall_of(installation: Basics, hall: str) -> Hall:
    """Raises NotFound."""
    for row in halls_of(installation):
        if row.id == hall:
            return row
    raise NotFound("hall")


def gives_now(installation: Basics, hall: Hall) -> bool:
    now = installation.clock.now().astimezone(TOKYO)
    return hall.gives_at(now.date(), now.time(), installation.city.calendar)


def next_day(installation: Basics, hall: Hall) -> date:
    now = installation.clock.now().astimezone(TOKYO)
    return hall.next_day(now.date(), now.time(), installation.city.calendar)


def take_ticket(
    installation: Basics, unit: Unit, hall: Hall, queue: str, once: str, due: datetime | None = None
) -> TicketRow:
    """Idempotent by `once`. `due`: the time of a booking, at which it is called first. Raises BadRequest, Conflict when the hall gives
    none now."""
    if not _ONCE.fullmatch(once) or hall.queue(queue) is None:
        raise BadRequest("ticket")
    pressed = tickets.by_once(unit, once)
    if pressed is not None:
        return pressed
    if not gives_now(installation, hall):
        raise Conflict("hall")
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    due_at = now if due is None else to_micro(due)
    for _ in range(_TRIES):
        number = tickets.last(unit, day, hall.id, queue) + 1
        if number > _MOST:
            break
        row = TicketRow(secrets.token_urlsafe(16), once, day, hall.id, queue, number, WAITING, now, due_at)
        if tickets.add(unit, row):
            return row
        pressed = tickets.by_once(unit, once)  # taken at the same moment
        if pressed is not None:
            return pressed
    raise Conflict("ticket")


def leave(installation: Basics, unit: Unit, row: TicketRow) -> None:
    """By who holds it. Idempotent."""
    tickets.end(unit, row.id, (WAITING, CALLED), LEFT, to_micro(installation.clock.now()))
    ticket_answers.remove(unit, row.id)
