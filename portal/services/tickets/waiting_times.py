"""How many wait, and about how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from forms.city.tickets import Hall, TicketQueue
from portal.clock import to_micro
from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.services.tickets.take_ticket import gives_now
from portal.store.tickets import tickets
from portal.store.tickets.tickets import CALLED, WAITING, TicketRow

SHOWN = 6  # latest calls of a screen
_READ = 60
_PACE = 6  # latest calls of a queue that show its pace
_LEAST = 3
_LONGEST_GAP = 45  # minutes without a call: a break, not a pace
_ROUND = 5
_FADES = 1_800_000_000  # microseconds: after the hours a last call is often ended by no press


@dataclass(frozen=True)
class QueueState:
    queue: TicketQueue
    waiting: int
    minutes: int  # about, for who takes a ticket now


@dataclass(frozen=True)
class HallState:
    hall: Hall
    queues: tuple[QueueState, ...]
    calls: tuple[TicketRow, ...]  # the newest first
    waiting: tuple[TicketRow, ...]
    gives: bool  # numbers, now

    def row(self, queue: str) -> QueueState | None:
        return next((state for state in self.queues if state.queue.id == queue), None)

    def name(self, row: TicketRow) -> str:
        queue = self.hall.queue(row.queue)
        return f"{queue.letter if queue else ''}{row.number:03}"


def hall_state(installation: Basics, unit: Unit, hall: Hall) -> HallState:
    day = installation.clock.today().isoformat()
    waiting = tickets.waiting(unit, day, hall.id)
    latest = tickets.latest_calls(unit, day, hall.id, _READ)
    states = []
    for queue in hall.queues:
        ahead = sum(row.queue == queue.id for row in waiting)
        states.append(QueueState(queue, ahead, _rounded(ahead * _pace(queue, latest))))
    gives, now = gives_now(installation, hall), to_micro(installation.clock.now())
    shown = (row for row in latest if row.state == CALLED and (gives or now - (row.called_at or 0) < _FADES))
    return HallState(hall, tuple(states), tuple(shown)[:SHOWN], tuple(waiting), gives)


@dataclass(frozen=True)
class Place:
    ahead: int
    minutes: int


def place_of(state: HallState, row: TicketRow) -> Place | None:
    """None unless it waits."""
    queue = state.row(row.queue)
    if row.state != WAITING or queue is None:
        return None
    own = [other for other in state.waiting if other.queue == row.queue]
    ahead = sum((other.due_at, other.number) < (row.due_at, row.number) for other in own)
    return Place(ahead, _rounded(ahead * queue.minutes / queue.waiting) if queue.waiting else 0)


def _pace(queue: TicketQueue, latest: Sequence[TicketRow]) -> float:
    # A number that was put back or called again says nothing of the pace.
    calls = [row for row in latest if row.queue == queue.id and row.calls == 1 and row.state != WAITING]
    times = [row.called_at for row in calls if row.called_at is not None][:_PACE]
    gaps = [(later - earlier) / 60_000_000 for later, earlier in pairwise(times)]
    worked = [gap for gap in gaps if gap <= _LONGEST_GAP]
    return sum(worked) / len(worked) if len(worked) >= _LEAST - 1 else float(queue.minutes)


def _rounded(minutes: float) -> int:
    return -(-int(minutes + 0.999) // _ROUND) * _ROUND if minutes > 0 else 0
