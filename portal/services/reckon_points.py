"""The points of an application, as its answers and the city's table give them: a proposal with a reason for each, and a file of all of
them. Who may see less of a protected person is told no points of theirs; what counts in the end is decided by people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.kind import KINDS
from forms.points import Point, PointTable, Reckoned, Reckoner
from forms.procedure import Procedure
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases import Case, case_of_line
from portal.services.decide_application import choices
from portal.services.installation import Installation
from portal.services.keep_book import csv_line
from portal.services.official_words import STATES
from portal.services.own_case import is_kept_away
from portal.services.queue_line import QueueLine
from portal.services.read_results import DAY, NUMBER, RECEIPT, RESULT, REVISION, WORDS
from portal.services.rights import Member
from portal.store.applications import ApplicationRow

_POINTS = ("並び（めやす）", "計算した点", "基本の点", "調整の点", "点のわけ", "確かめること", "決めた点")
_ABOUT = ("手続", "氏名", "届いた日", "状態", "選べる結果", RESULT, WORDS, NUMBER, DAY, REVISION)


_Read = dict[tuple[str, date, int | None], Reckoner]  # by version of the definition, first day and 年度 of the table


@dataclass(frozen=True)
class _Ranked:
    """`reckoned`: None where this member may not be told."""

    row: ApplicationRow
    line: QueueLine
    case: Case
    reckoned: Reckoned | None


def points_of(installation: Installation, case: Case, read: _Read | None = None) -> Reckoned | None:
    """By the table of the day on which it arrived; None where the city has none, or it does not fit this version. `read`: tables that
    were read for other cases, and are kept for the next: each has some forty rules."""
    tables = installation.city.points_for(case.procedure.id, case.arrival_day)
    if not tables or (case.protected and not case.shows_all):
        return None
    path = case.path
    table = next((one for one in tables if one.year in (None, path.year)), None)
    if table is None:
        return None
    known = {} if read is None else read
    key = case.procedure.meaning, table.from_, table.year
    reckoner = known.get(key) or known.setdefault(key, Reckoner(table, case.procedure))
    return None if reckoner.faults else reckoner.reckon(path)


@dataclass(frozen=True)
class PutInOrder:
    """What is put in an order by one table: a procedure, or one 年度 of it (None where the city tells no years apart)."""

    procedure: str
    year: int | None
    table: PointTable


def point_tables(installation: Installation, member: Member) -> tuple[PutInOrder, ...]:
    """The procedures of their duties that are put in an order today; each 年度 by itself, also one that is taken no more: it is put in
    order when all have come."""
    return tuple(
        PutInOrder(procedure.id, year, table)
        for procedure in installation.catalogue.all()
        if member.may("review", procedure.duty)
        for table in installation.city.points_for(procedure.id, installation.clock.today())
        for year in _years(installation, procedure, table)
    )


def _years(installation: Installation, procedure: Procedure, table: PointTable) -> Sequence[int | None]:
    return (table.year,) if table.year else [one.year for one in installation.years_of(procedure)] or (None,)


def ranking(
    installation: Installation, unit: Unit, member: Member, procedure: str, year: str, rows: Sequence[ApplicationRow],
    lines: Sequence[QueueLine],
) -> Iterator[bytes]:  # fmt: skip
    """Of these cases those of the 年度 ("" = all) that can be decided now, most points first, as CSV that the results are written into and
    that comes back as it is. NotFound without a table. The same points have the same place: which of them goes first people decide."""
    order = next(
        (
            one
            for one in point_tables(installation, member)
            if (one.procedure, str(one.year or "")) == (procedure, year)
        ),
        None,
    )
    if order is None:
        raise NotFound("points")
    table = order.table
    asked = installation.catalogue.current(procedure)
    yield "\ufeff".encode() + csv_line(
        (RECEIPT, *_POINTS, *(asked.by_name[name].label for name in table.show), *_ABOUT)
    )
    read: _Read = {}
    found = [one for pair in zip(rows, lines, strict=True) if (one := _ranked(installation, unit, member, *pair, read))]
    found = [one for one in found if order.year in (None, one.case.path.year)]
    found.sort(key=lambda one: (one.reckoned is None, -(one.reckoned.total if one.reckoned else 0)))
    totals = [one.reckoned.total for one in found if one.reckoned is not None]
    for one in found:
        place = str(totals.index(one.reckoned.total) + 1) if one.reckoned is not None else ""
        yield csv_line(
            (one.row.receipt_number, place, *_counted(one.reckoned), *_shown(installation, table, one), *_about(one))
        )


def _ranked(
    installation: Installation, unit: Unit, member: Member, row: ApplicationRow, line: QueueLine, read: _Read
) -> _Ranked | None:
    case = case_of_line(installation, unit, member, row.receipt_number) if _ends(row) else None
    if case is None or is_kept_away(installation, unit, member, case):
        return None
    return _Ranked(row, line, case, points_of(installation, case, read))


def _ends(row: ApplicationRow) -> str:
    return "／".join(STATES[end] for end in choices(row) if end in KINDS[row.kind].outcomes)


def _counted(found: Reckoned | None) -> tuple[str, ...]:
    if found is None:
        return "", "", "", "", "点を見られる職員が、画面で見てください", ""
    why = "；".join(point_words(one) for one in found.points if one.counts)
    return str(found.total), str(found.base), str(found.adjust), why, "；".join(found.unsure), ""


def point_words(point: Point) -> str:
    who = f"{point.who}：" if point.who else ""
    return f"{who}{point.reason} {point.points}点"


def _shown(installation: Installation, table: PointTable, one: _Ranked) -> Iterator[str]:
    speech, path = installation.speech(one.case.procedure, "ja"), one.case.path
    for name in table.show:
        field = one.case.procedure.by_name.get(name)
        value = path.answers.get(name) if one.reckoned is not None and name not in path.hidden else None
        yield "" if field is None or value is None else field.type.show(value, field.settings, speech, field.path)


def _about(one: _Ranked) -> tuple[str, ...]:
    row, line = one.row, one.line
    about = (line.procedure, line.name, line.arrived.isoformat(), STATES[row.state], _ends(row))
    return (*about, "", "", "", "", str(row.revision))
