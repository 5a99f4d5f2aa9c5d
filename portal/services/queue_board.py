"""The queue as a board: the open applications of each state side by side, nearest deadline first, with what may be done to each.
A view of the queue, and no second truth: what is moved here is moved by the acts of the case."""

from dataclasses import dataclass, replace

from portal.db import Unit
from portal.services.installation import Installation
from portal.services.move_application import ways
from portal.services.official_words import OPEN_STATES
from portal.services.queue_line import QueueLine, queue_lines
from portal.services.queue_page import Wanted, counted, filter_of, open_states
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import queues

CARDS = 20  # of a column: more are a list


@dataclass(frozen=True)
class Card:
    """`revision` is what an act from here is judged by; `ways` the states it may be brought to, none for who only looks."""

    line: QueueLine
    revision: int
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """`count` in words; `more`: there are some that are not shown."""

    state: str
    count: str
    cards: tuple[Card, ...]
    more: bool


def queue_board(installation: Installation, unit: Unit, member: Member, wanted: Wanted) -> tuple[Column, ...]:
    """A state in which nothing rests for long is there only with something in it. Recorded; the caller commits."""
    columns = [_column(installation, unit, member, replace(wanted, state=state)) for state in open_states(installation)]
    shown = sum(len(column.cards) for column in columns)
    if shown:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{shown} applications")
    return tuple(column for column in columns if column.cards or column.state in OPEN_STATES)


def _column(installation: Installation, unit: Unit, member: Member, wanted: Wanted) -> Column:
    wish = filter_of(installation, unit, member, wanted, installation.clock.today())
    rows = queues.page(unit, wish, most=CARDS + 1)
    shown = rows[:CARDS]
    lines = queue_lines(installation, unit, shown, member.id)
    cards = [
        Card(line, row.revision, ways(row) if member.may("review", row.duty) else ())
        for line, row in zip(lines, shown, strict=True)
    ]
    return Column(wanted.state, counted(unit, wish), tuple(cards), len(rows) > CARDS)
