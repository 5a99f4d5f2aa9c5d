"""Points by the city's table, a proposal: people decide."""

# Hidden for protected people.

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from forms.definition.kind import WITHDRAWN
from forms.definition.points import Point, PointTable, Reckoned, Reckoner
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case, case_of_line
from portal.services.cases.keep_book import csv_line
from portal.services.cases.own_case import is_kept_away
from portal.services.cases.result import outcome_words
from portal.services.desk.case.decide_application import choices
from portal.services.desk.queue.line import QueueLine
from portal.services.handover.read_results import DAY, NUMBER, RECEIPT, RESULT, REVISION, WORDS
from portal.services.handover.result_columns import heads_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import CityRules
from portal.services.shared.needs import Basics, Records
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.store.cases.applications import ApplicationRow

_POINTS = ("並び（めやす）", "計算した点", "基本の点", "調整の点", "点の理由", "確かめること", "決めた点")
_ABOUT = ("手続", "氏名", "届いた日", "状態", "選べる結果", RESULT, WORDS, NUMBER, DAY, REVISION)


_Read = dict[tuple[str, date, int | None], Reckoner]  # by version of the definition, first day and 年度 of the table


@dataclass(frozen=True)
class _Ranked:
    row: ApplicationRow
    line: QueueLine
    case: Case
    reckoned: Reckoned | None


def points_of(city: City, case: Case, read: _Read | None = None) -> Reckoned | None:
    """Table of the arrival day; None without a fitting one. `read`: a cache."""
    tables = city.points_for(case.procedure.id, case.arrival_day)
    if not tables or (case.protected and not case.shows_all):
        return None
    path = case.path
    table = next((candidate for candidate in tables if candidate.year in (None, path.year)), None)
    if table is None:
        return None
    known = {} if read is None else read
    key = case.procedure.meaning, table.from_, table.year
    reckoner = known.get(key) or known.setdefault(key, Reckoner(table, case.procedure))
    return None if reckoner.faults else reckoner.reckon(path)


@dataclass(frozen=True)
class PutInOrder:
    """`year` None: the city does not separate 年度."""

    procedure: str
    year: int | None
    table: PointTable


def point_tables(installation: Basics, member: Member) -> tuple[PutInOrder, ...]:
    return tuple(
        PutInOrder(procedure.id, year, table)
        for procedure in installation.catalogue.all()
        if member.may("review", procedure.duty)
        for table in installation.city.points_for(procedure.id, installation.clock.today())
        for year in _years(installation.rules, procedure, table)
    )


def _years(rules: CityRules, procedure: Procedure, table: PointTable) -> Sequence[int | None]:
    return (table.year,) if table.year else [year.year for year in rules.years_of(procedure)] or (None,)


def ranking(
    installation: Records, unit: Unit, member: Member, procedure: str, year: str, rows: Sequence[ApplicationRow],
    lines: Sequence[QueueLine],
) -> Iterator[bytes]:  # fmt: skip
    """A CSV for results. Equal points share a place. Raises NotFound without a table."""
    order = next(
        (
            candidate
            for candidate in point_tables(installation, member)
            if (candidate.procedure, str(candidate.year or "")) == (procedure, year)
        ),
        None,
    )
    if order is None:
        raise NotFound("points")
    table = order.table
    asked = installation.catalogue.current(procedure)
    read: _Read = {}
    ranked_cases = [
        ranked for pair in zip(rows, lines, strict=True) if (ranked := _ranked(installation, unit, member, *pair, read))
    ]
    ranked_cases = [ranked for ranked in ranked_cases if order.year in (None, ranked.case.path.year)]
    ranked_cases.sort(key=lambda ranked: (ranked.reckoned is None, -(ranked.reckoned.total if ranked.reckoned else 0)))
    totals = [ranked.reckoned.total for ranked in ranked_cases if ranked.reckoned is not None]
    heads = tuple(dict.fromkeys(head for ranked in ranked_cases for head in heads_of(ranked.case)))
    yield "\ufeff".encode() + csv_line(
        (RECEIPT, *_POINTS, *(asked.by_name[name].label for name in table.show), *_ABOUT, *heads)
    )
    for ranked in ranked_cases:
        place = str(totals.index(ranked.reckoned.total) + 1) if ranked.reckoned is not None else ""
        yield csv_line(
            (
                ranked.row.receipt_number,
                place,
                *_counted(ranked.reckoned),
                *_shown(table, ranked),
                *_about(ranked),
                *("" for _ in heads),
            )
        )


def _ranked(
    installation: Records, unit: Unit, member: Member, row: ApplicationRow, line: QueueLine, read: _Read
) -> _Ranked | None:
    ends = _ends(installation.catalogue.version(unit, row.meaning), row)
    case = case_of_line(installation, unit, member, row.receipt_number) if ends else None
    if case is None or is_kept_away(installation, unit, member, case):
        return None
    return _Ranked(row, line, case, points_of(installation.city, case, read))


def _ends(procedure: Procedure, row: ApplicationRow) -> str:
    labels = (outcome_words(procedure, row.kind, end) for end in choices(procedure, row) if end != WITHDRAWN)
    return "／".join(labels)


def _counted(reckoned: Reckoned | None) -> tuple[str, ...]:
    if reckoned is None:
        return "", "", "", "", "点を見られる職員が、画面で見てください", ""
    why = "；".join(point_words(point) for point in reckoned.points if point.counts)
    return str(reckoned.total), str(reckoned.base), str(reckoned.adjust), why, "；".join(reckoned.unsure), ""


def point_words(point: Point) -> str:
    person = f"{point.who}：" if point.who else ""
    return f"{person}{point.reason} {point.points}点"


def _shown(table: PointTable, ranked: _Ranked) -> Iterator[str]:
    speech, path = speech_of(ranked.case.procedure, "ja"), ranked.case.path
    for name in table.show:
        field = ranked.case.procedure.by_name.get(name)
        value = path.answers.get(name) if ranked.reckoned is not None and name not in path.hidden else None
        yield "" if field is None or value is None else field.type.show(value, field.settings, speech, field.path)


def _about(ranked: _Ranked) -> tuple[str, ...]:
    row, line = ranked.row, ranked.line
    about = (line.procedure, line.name, line.arrived.isoformat(), STATES[row.state], _ends(ranked.case.procedure, row))
    return (*about, "", "", "", "", str(row.revision))
