"""Names that a version lacks: the column would stay empty."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from forms.rules.faults import did_you_mean
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import LayoutFile, RecordSpec
from integrations.exports.line import place_of
from integrations.exports.rows import around
from integrations.sockets.layout_socket import AnswerTable

Steps = tuple[int | str, ...]


@dataclass(frozen=True)
class Unfit:
    steps: Steps  # path to the `name` in the layout
    name: str
    text: str


def unknown_names(layout: LayoutFile, table: AnswerTable) -> Iterator[Unfit]:
    by = layout.file.split.by if layout.file.split else None
    if by and by.startswith("answers."):
        yield from _unasked(by, ("file", "split", "by"), _asked_in(table, ()), table)
    for index, record in enumerate(layout.records):
        yield from _of_record(("records", index), record, table)


def readers_of(layout: LayoutFile, name: str) -> Iterator[str]:
    """Columns, and titles of lines, that read this question, its parts or its rows."""

    def reads(*sources: str) -> bool:
        return any(f"{source.removeprefix('answers.')}.".startswith(f"{name}.") for source in sources)

    if layout.file.split and reads(layout.file.split.by or ""):
        yield layout.title
    for record in layout.records:
        if reads(record.of, record.where):
            yield record.title
        yield from (column.name for column in record.columns if reads(column.each, *column.sources))


def _of_record(steps: Steps, record: RecordSpec, table: AnswerTable) -> Iterator[Unfit]:
    chain = around(table.repeats, record.of) if record.foreach == "row" else ()
    available = _asked_in(table, chain)
    places = {column.field for column in table.columns} if record.foreach == "part" else table.repeats.keys()
    if record.of and record.of not in places:
        yield _unknown((*steps, "of"), record.of, record.of, places)
    if record.where:
        yield from _unasked(record.where, (*steps, "where"), available, table)
    for index, column in enumerate(record.columns):
        yield from _of_column((*steps, "columns", index), column, available, chain, table)


def _of_column(
    steps: Steps, column: ColumnSpec, available: Set[str], chain: tuple[str, ...], table: AnswerTable
) -> Iterator[Unfit]:
    if column.each and column.each not in table.repeats:
        yield _unknown((*steps, "each"), column.each, column.each, table.repeats.keys())
        return  # its rows cannot be checked then
    rows = around(table.repeats, column.each) if column.each else ()
    for source in column.sources:
        source_steps = (*steps, "reads", source) if source in column.reads else (*steps, "from")
        if source.startswith("answers."):
            yield from _unasked(source, source_steps, available | _asked_in(table, rows), table)
        elif source.startswith("numbers.") and not _is_single(table, source.removeprefix("numbers."), {*chain, *rows}):
            yield _unknown(source_steps, source, source.removeprefix("numbers."), table.people)


def _unasked(source: str, steps: Steps, available: Set[str], table: AnswerTable) -> Iterator[Unfit]:
    name = source.removeprefix("answers.")
    if name in available:
        return
    field, _ = place_of(name, table.places)
    if repeat := table.repeat_of.get(field):
        yield Unfit(steps, source, f"asks {source} in the rows of {repeat}: write each, or a line of row")
    else:
        yield _unknown(steps, source, name, available)


def _unknown(steps: Steps, label: str, name: str, available: Set[str]) -> Unfit:
    return Unfit(steps, label, f"has no {label}{did_you_mean(name, available)}")


def _asked_in(table: AnswerTable, rows: tuple[str, ...]) -> set[str]:
    return {column.name for column in table.columns if column.repeat in ("", *rows)}


def _is_single(table: AnswerTable, person: str, rows: set[str]) -> bool:
    repeats = {repeat for repeat in table.repeats if f"{person}.".startswith(f"{repeat}.")}
    return person in table.people and repeats <= rows
