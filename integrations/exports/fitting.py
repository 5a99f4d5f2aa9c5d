"""What a layout names and one version of a procedure does not have. Knows questions; no code, no record and no file.

A question that a new version renamed, or asks in rows now, would otherwise leave an empty column that nobody notices."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from forms.rules.faults import did_you_mean
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import LayoutFile, RecordSpec
from integrations.exports.line import place_of
from integrations.exports.rows import around
from integrations.layout_socket import AnswerTable

Steps = tuple[int | str, ...]


@dataclass(frozen=True)
class Unfit:
    """`steps` lead to where the layout names it; `name`: what it names; `text` follows the procedure's name in a sentence."""

    steps: Steps
    name: str
    text: str


def unknown_names(layout: LayoutFile, table: AnswerTable) -> Iterator[Unfit]:
    """Questions, repeats and people, in the order of the file."""
    by = layout.file.split.by if layout.file.split else None
    if by and by.startswith("answers."):
        yield from _unasked(by, ("file", "split", "by"), _asked_in(table, ()), table)
    for at, record in enumerate(layout.records):
        yield from _of_record(("records", at), record, table)


def _of_record(steps: Steps, record: RecordSpec, table: AnswerTable) -> Iterator[Unfit]:
    chain = around(table.repeats, record.of) if record.foreach == "row" else ()
    here = _asked_in(table, chain)
    places = {column.field for column in table.columns} if record.foreach == "part" else table.repeats.keys()
    if record.of and record.of not in places:
        yield _unknown((*steps, "of"), record.of, record.of, places)
    if record.where:
        yield from _unasked(record.where, (*steps, "where"), here, table)
    for at, column in enumerate(record.columns):
        yield from _of_column((*steps, "columns", at), column, here, chain, table)


def _of_column(
    steps: Steps, column: ColumnSpec, here: Set[str], chain: tuple[str, ...], table: AnswerTable
) -> Iterator[Unfit]:
    if column.each and column.each not in table.repeats:
        yield _unknown((*steps, "each"), column.each, column.each, table.repeats.keys())
        return  # then nothing can be said of its rows
    rows = around(table.repeats, column.each) if column.each else ()
    for source in column.sources:
        where = (*steps, "reads", source) if source in column.reads else (*steps, "from")
        if source.startswith("answers."):
            yield from _unasked(source, where, here | _asked_in(table, rows), table)
        elif source.startswith("numbers.") and not _is_one(table, source.removeprefix("numbers."), {*chain, *rows}):
            yield _unknown(where, source, source.removeprefix("numbers."), table.people)


def _unasked(source: str, steps: Steps, known: Set[str], table: AnswerTable) -> Iterator[Unfit]:
    name = source.removeprefix("answers.")
    if name in known:
        return
    field, _ = place_of(name, table.places)
    if repeat := table.repeat_of.get(field):
        yield Unfit(steps, source, f"asks {source} in the rows of {repeat}: write each, or a line of row")
    else:
        yield _unknown(steps, source, name, known)


def _unknown(steps: Steps, said: str, name: str, known: Set[str]) -> Unfit:
    return Unfit(steps, said, f"has no {said}{did_you_mean(name, known)}")


def _asked_in(table: AnswerTable, rows: tuple[str, ...]) -> set[str]:
    """The columns that a line in these rows may ask: theirs, and those of the whole application."""
    return {column.name for column in table.columns if column.repeat in ("", *rows)}


def _is_one(table: AnswerTable, person: str, rows: set[str]) -> bool:
    """Whether there may be a number of this person, and of one alone in these rows."""
    repeats = {repeat for repeat in table.repeats if f"{person}.".startswith(f"{repeat}.")}
    return person in table.people and repeats <= rows
