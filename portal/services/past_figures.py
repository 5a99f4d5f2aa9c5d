"""廃棄した申請の統計: what is known of applications that are gone, as it may be shown to anybody. Of a procedure and a fiscal year two
tables, which have nothing in common but their sum: months by outcome, doors by days; and the months of arrival, where the definition
says that an application is kept without its person."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.calendar import fiscal_year
from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.desk_figures import GROUP_WORDS
from portal.services.installation import Installation
from portal.services.keep_book import csv_line
from portal.services.official_words import DOORS, STATES
from portal.services.suppress_small import Grid, shown
from portal.store import past_cases, past_counts
from portal.store.past_cases import PastCaseRow
from portal.store.past_counts import PastCountRow

HIDDEN, TOTAL = "＊", "合計"
Key = Callable[[PastCountRow], str]


@dataclass(frozen=True)
class PastTable:
    """`lines`: the words of a row, and a cell for each of `columns`; HIDDEN for what is not told. None: all of it would tell too much."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...] | None


@dataclass(frozen=True)
class PastFigures:
    """`whole`: no application of the year is kept any more; before that nothing is told, because the difference of two days would
    tell of one application. `total` as it may be told."""

    whole: bool
    total: str = ""
    tables: tuple[PastTable, ...] = ()


def years(unit: Unit, duties: Sequence[str]) -> dict[str, list[int]]:
    """Procedure to fiscal years in which something ended that is gone, newest first."""
    found: dict[str, set[int]] = {}
    for procedure, month in past_counts.months(unit, duties):
        found.setdefault(procedure, set()).add(fiscal_year(date.fromisoformat(f"{month}-01")))
    return {procedure: sorted(known, reverse=True) for procedure, known in found.items()}


def past_figures(installation: Installation, unit: Unit, duty: str, procedure: str, year: int) -> PastFigures:
    since, until = date(year, 4, 1), date(year + 1, 4, 1)
    if past_counts.any_left(unit, duty, procedure, to_micro(tokyo_midnight(since)), to_micro(tokyo_midnight(until))):
        return PastFigures(whole=False)
    rows = past_counts.of_procedure(unit, duty, procedure, f"{since:%Y-%m}", f"{until:%Y-%m}")
    least, number = installation.settings.small_count, sum(row.number for row in rows)
    if number < least:
        return PastFigures(whole=True, total=f"{least}未満" if number else "0")
    months = [f"{year + (month < 4)}-{month:02d}" for month in (*range(4, 13), 1, 2, 3)]
    outcomes = sorted({row.outcome for row in rows}, key=list(STATES).index)
    doors = sorted({row.door for row in rows}, key=list(DOORS).index)
    tables = (
        _table(
            "終わった月と結果", rows, least, [(one, _month(one)) for one in months],
            [(one, STATES[one]) for one in outcomes], lambda row: row.month, lambda row: row.outcome,
        ),
        _table(
            "受付経路と、決まるまでの日数", rows, least, [(one, DOORS[one]) for one in doors],
            [(str(one), words) for one, words in GROUP_WORDS.items()], lambda row: row.door, lambda row: str(row.days),
        ),
    )  # fmt: skip
    cases = past_cases.of_procedure(unit, duty, procedure, f"{since:%Y-%m}", f"{until:%Y-%m}")
    arrived = (
        _arrivals(cases, least) if len(cases) == number else ()
    )  # some of an older version left no line: not the same sum
    return PastFigures(whole=True, total=str(number), tables=(*tables, *arrived))


def _arrivals(cases: Sequence[PastCaseRow], least: int) -> tuple[PastTable, ...]:
    """One row of months alone: beside outcomes or days it could be solved together with the other two tables."""
    counts = Counter(case.arrived for case in cases)
    months = (
        _between(min(counts), max(counts)) if counts else []
    )  # those without any, too: else a zero would be told by nothing
    grid = shown([[counts[one]] for one in months], least)
    lines = None if grid is None else _lines([_month(one) for one in months], tuple((line[0],) for line in grid))
    return (PastTable("届いた月", ("件数",), lines),)


def _table(
    title: str, rows: Sequence[PastCountRow], least: int, down: Sequence[tuple[str, str]],
    across: Sequence[tuple[str, str]], row_of: Key, column_of: Key,
) -> PastTable:  # fmt: skip
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row_of(row), column_of(row)] += row.number
    grid = shown([[counts[one, other] for other, _ in across] for one, _ in down], least)
    heads = (*(words for _, words in across), TOTAL)
    return PastTable(title, heads, None if grid is None else _lines([words for _, words in down], grid))


def _lines(heads: Sequence[str], grid: Grid) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (head, tuple(HIDDEN if cell is None else str(cell) for cell in line))
        for head, line in zip((*heads, TOTAL), grid, strict=True)
    )


def _between(first: str, last: str) -> list[str]:
    year, month = (int(part) for part in first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year}-{month:02d}")
    return found


def _month(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def as_csv(found: PastFigures) -> Iterator[bytes]:
    """UTF-8 with BOM: one table below the other."""
    yield "\ufeff".encode() + csv_line((TOTAL, found.total))
    for table in found.tables:
        yield csv_line((table.title, *table.columns))
        for words, cells in table.lines or ():
            yield csv_line((words, *cells))
