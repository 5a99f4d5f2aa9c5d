"""廃棄した申請の統計, safe to publish: two tables that share only their sum, and months of arrival."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.numbers.calendar import fiscal_year
from portal.clock import to_micro, tokyo_midnight
from portal.config import Settings
from portal.db import Unit
from portal.services.cases.keep_book import csv_line
from portal.services.desk.queue.day_groups import GROUP_WORDS
from portal.services.shared.official_words import DOORS, STATES
from portal.services.shared.suppress_small import Grid, shown
from portal.store.disposal import past_cases, past_counts
from portal.store.disposal.past_cases import PastCaseRow
from portal.store.disposal.past_counts import PastCountRow

HIDDEN, TOTAL = "＊", "合計"
Key = Callable[[PastCountRow], str]


@dataclass(frozen=True)
class PastTable:
    """`lines` None: they would disclose too much."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...] | None


@dataclass(frozen=True)
class PastFigures:
    whole: bool  # none of the year is left; earlier figures could disclose one application
    total: str = ""
    tables: tuple[PastTable, ...] = ()


def years(unit: Unit, duties: Sequence[str]) -> dict[str, list[int]]:
    years_of: dict[str, set[int]] = {}
    for procedure, month in past_counts.months(unit, duties):
        years_of.setdefault(procedure, set()).add(fiscal_year(date.fromisoformat(f"{month}-01")))
    return {procedure: sorted(values, reverse=True) for procedure, values in years_of.items()}


def past_figures(settings: Settings, unit: Unit, duty: str, procedure: str, year: int) -> PastFigures:
    since, until = date(year, 4, 1), date(year + 1, 4, 1)
    if past_counts.any_left(unit, duty, procedure, to_micro(tokyo_midnight(since)), to_micro(tokyo_midnight(until))):
        return PastFigures(whole=False)
    rows = past_counts.of_procedure(unit, duty, procedure, f"{since:%Y-%m}", f"{until:%Y-%m}")
    least, number = settings.small_count, sum(row.number for row in rows)
    if number < least:
        return PastFigures(whole=True, total=f"{least}未満" if number else "0")
    months = [f"{year + (month < 4)}-{month:02d}" for month in (*range(4, 13), 1, 2, 3)]
    outcomes = sorted({row.outcome for row in rows}, key=list(STATES).index)
    doors = sorted({row.door for row in rows}, key=list(DOORS).index)
    tables = (
        _table(
            "終わった月と結果", rows, least, [(month, _month(month)) for month in months],
            [(outcome, STATES[outcome]) for outcome in outcomes], lambda row: row.month, lambda row: row.outcome,
        ),
        _table(
            "受付経路と、決まるまでの日数", rows, least, [(door, DOORS[door]) for door in doors],
            [(str(group), words) for group, words in GROUP_WORDS.items()], lambda row: row.door, lambda row: str(row.days),
        ),
    )  # fmt: skip
    cases = past_cases.of_procedure(unit, duty, procedure, f"{since:%Y-%m}", f"{until:%Y-%m}")
    arrived = (
        _arrivals(cases, least) if len(cases) == number else ()
    )  # lines of older versions are missing: the sums would differ
    return PastFigures(whole=True, total=str(number), tables=(*tables, *arrived))


def _arrivals(cases: Sequence[PastCaseRow], least: int) -> tuple[PastTable, ...]:
    # Months alone: otherwise the tables could be solved together.
    counts = Counter(case.arrived for case in cases)
    months = (
        _between(min(counts), max(counts)) if counts else []
    )  # also months without any: a gap would disclose a zero
    grid = shown([[counts[month]] for month in months], least)
    lines = None if grid is None else _lines([_month(month) for month in months], tuple((line[0],) for line in grid))
    return (PastTable("届いた月", ("件数",), lines),)


def _table(
    title: str, rows: Sequence[PastCountRow], least: int, down: Sequence[tuple[str, str]],
    across: Sequence[tuple[str, str]], row_of: Key, column_of: Key,
) -> PastTable:  # fmt: skip
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row_of(row), column_of(row)] += row.number
    grid = shown([[counts[down_key, across_key] for across_key, _ in across] for down_key, _ in down], least)
    heads = (*(words for _, words in across), TOTAL)
    return PastTable(title, heads, None if grid is None else _lines([words for _, words in down], grid))


def _lines(heads: Sequence[str], grid: Grid) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (head, tuple(HIDDEN if cell is None else str(cell) for cell in line))
        for head, line in zip((*heads, TOTAL), grid, strict=True)
    )


def _between(first: str, last: str) -> list[str]:
    year, month = (int(part) for part in first.split("-"))
    months = [first]
    while months[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        months.append(f"{year}-{month:02d}")
    return months


def _month(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def as_csv(figures: PastFigures) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_line((TOTAL, figures.total))
    for table in figures.tables:
        yield csv_line((table.title, *table.columns))
        for words, cells in table.lines or ():
            yield csv_line((words, *cells))
