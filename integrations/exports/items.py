"""The items of tall lines: answers one by one, codes, questions. Knows no column and no file."""

from collections.abc import Iterator, Mapping, Set
from itertools import groupby

from integrations.exports.line import Line
from integrations.exports.rows import Rows, around, place, rows_of
from integrations.layout_socket import AnswerTable, Column, Record

Items = Mapping[str, str]
_NOTHING: Items = {}


def answer_items(record: Record, table: AnswerTable, hidden: Set[str]) -> Iterator[tuple[Rows, Items]]:
    """One line for each cell that has a value, one for each code where several were chosen; what was written beside a
    code (`tell`) stands in its own column (行政データの機械可読性 L2-05). A question that was asked and left empty has one
    line without value; one that was not asked has none. Rows of a repeat follow one another, each as a whole."""
    for repeat, group in groupby(table.columns, key=lambda column: column.repeat):
        columns = list(group)
        places = rows_of(record.answers, around(table.repeats, repeat)) if repeat else [("", _NOTHING)]
        for _, rows in places:
            line = Line(record, table, frozenset(hidden), _NOTHING, _NOTHING, rows)
            for column in columns:
                for items in _of_column(line, table, column, place(rows.get(repeat, ""))):
                    yield rows, items


def _of_column(line: Line, table: AnswerTable, column: Column, at: str) -> Iterator[Items]:
    cells = line.cells(column.field)
    text = cells.get(column.suffix)
    common = {"item": column.name, "heading": column.heading, "place": at}
    if not column.suffix and line.unanswered(column.field):
        yield {**common, "row": "", "code": "", "value": "", "other": "", "state": "unanswered"}
    if not text or column.suffix == "tell":
        return
    codes = table.codes.get(column.field, _NOTHING) if not column.suffix else _NOTHING
    parts = text.split(";") if codes else [text]
    for row, part in enumerate(parts, start=1):
        yield {
            **common,
            "row": str(row),
            "code": part if codes else "",
            "value": codes.get(part, "") if codes else part,
            "other": cells.get("tell", "") if row == len(parts) and not column.suffix else "",
            "state": "answered",
        }


def part_items(line: Line, table: AnswerTable, question: str) -> Iterator[Items]:
    """One line for each place of a question that has places (`wish_1`, `wish_2`, …) and a value there, in their order."""
    cells = line.cells(question)
    for column in table.columns:
        number = column.suffix.rpartition("_")[2]
        if column.field == question and number.isdigit() and (text := cells.get(column.suffix)):
            yield {"number": number, "value": text}


def code_items(procedure: str, version: int, table: AnswerTable) -> Iterator[Items]:
    """One line for each code that an answer may have."""
    for field, codes in table.codes.items():
        for code, label in codes.items():
            yield {"procedure": procedure, "version": str(version), "item": field, "code": code, "label": label}


def question_items(procedure: str, version: int, table: AnswerTable) -> Iterator[Items]:
    """One line for each column of the wide tables: what its name means, and in which table it stands."""
    for column in table.columns:
        yield {
            "procedure": procedure,
            "version": str(version),
            "item": column.name,
            "heading": column.heading,
            "repeat": column.repeat,
        }
