"""Columns by state, nearest deadline first."""

from dataclasses import dataclass, replace

from portal.db import Unit
from portal.services.cases.move_application import ways
from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.desk.queue.page import Wanted, counted, filter_of, open_states
from portal.services.shared.needs import Records
from portal.services.shared.official_words import OPEN_STATES
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import queues

CARDS = 20  # per column: more belong in the list


@dataclass(frozen=True)
class Card:
    line: QueueLine
    revision: int
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    state: str
    count: str
    cards: tuple[Card, ...]
    more: bool


def queue_board(installation: Records, unit: Unit, member: Member, wanted: Wanted) -> tuple[Column, ...]:
    """Rare states have a column only with cases."""
    columns = [
        _column(installation, unit, member, replace(wanted, state=state))
        for state in open_states(installation.catalogue)
    ]
    shown = sum(len(column.cards) for column in columns)
    if shown:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{shown} applications")
    return tuple(column for column in columns if column.cards or column.state in OPEN_STATES)


def _column(installation: Records, unit: Unit, member: Member, wanted: Wanted) -> Column:
    wish = filter_of(installation, unit, member, wanted, installation.clock.today())
    rows = queues.page(unit, wish, most=CARDS + 1)
    shown = rows[:CARDS]
    lines = queue_lines(installation, unit, shown, member)
    cards = [
        Card(line, row.revision, ways(row) if member.may("review", row.duty) else ())
        for line, row in zip(lines, shown, strict=True)
    ]
    return Column(wanted.state, counted(unit, wish), tuple(cards), len(rows) > CARDS)
