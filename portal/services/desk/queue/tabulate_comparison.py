from collections.abc import Iterator, Mapping, Sequence

from portal.services.cases.keep_book import csv_line
from portal.services.desk.queue.compare_periods import MEASURES, Compared, Comparison
from portal.services.shared.official_words import DOORS
from portal.services.shared.write_workbook import Cell, SheetTable
from portal.store.finding.search_misses import MissedWord

VERDICTS: Mapping[str, str] = {
    "better": "良くなった", "worse": "悪くなった", "same": "差はない", "few": "件数が少ない",
}  # fmt: skip
WHOLE = "合計"
_COUNTS = ("届いた", *DOORS.values(), *MEASURES.values(), "審査中", "うち期限を過ぎた")
_CHANGES = tuple(words for name in MEASURES.values() for words in (f"{name}（前）", name, "判定"))


def tables_of(comparison: Comparison, misses: Sequence[MissedWord]) -> list[SheetTable]:
    named = [*comparison.procedures, comparison.whole]
    return [
        SheetTable("手続ごと", ("担当課", "手続", *_COUNTS), [_named(line, counts_of(line)) for line in named]),
        SheetTable(
            "担当課ごと", ("担当課", *_COUNTS), [(line.office, *counts_of(line)) for line in comparison.offices]
        ),
        SheetTable("前とのちがい", ("担当課", "手続", *_CHANGES), [_named(line, _changes(line)) for line in named]),
        SheetTable(
            "見つからなかった言葉", ("言葉", "回数"), [(row.word or "（出さない言葉）", row.number) for row in misses]
        ),
    ]


def as_csv(tables: Sequence[SheetTable]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    for table in tables:
        yield csv_line(("表", *table.heads))
        for line in table.lines:
            yield csv_line((table.title, *map(_written, line)))


def counts_of(line: Compared) -> tuple[Cell, ...]:
    after = line.after
    return (
        after.arrived, *(after.doors[door] for door in DOORS), *(after.value(measure) for measure in MEASURES),
        after.waiting, after.late,
    )  # fmt: skip


def _named(line: Compared, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return (line.office, line.procedure or WHOLE, *cells)


def _changes(line: Compared) -> list[Cell]:
    return [
        cell
        for measure in MEASURES
        for cell in (line.before.value(measure), line.after.value(measure), VERDICTS[line.verdict(measure)])
    ]


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
