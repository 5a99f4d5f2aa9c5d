"""Items of tall lines: answers, codes, questions."""

from collections.abc import Iterator, Mapping, Set
from itertools import groupby

from integrations.exports.line import Line
from integrations.exports.rows import Rows, around, place, rows_of
from integrations.sockets.layout_socket import AnswerTable, Column, Record

Items = Mapping[str, str]
_NOTHING: Items = {}


def answer_items(record: Record, table: AnswerTable, hidden: Set[str]) -> Iterator[tuple[Rows, Items]]:
    """A line per cell or chosen code; text beside a code (`tell`) has its own column (行政データの機械可読性 L2-05). Left empty: a
    line without value; not asked: no line."""
    for repeat, group in groupby(table.columns, key=lambda column: column.repeat):
        columns = list(group)
        places = rows_of(record.answers, around(table.repeats, repeat)) if repeat else [("", _NOTHING)]
        for _, rows in places:
            line = Line(record, table, frozenset(hidden), _NOTHING, _NOTHING, rows)
            for column in columns:
                for items in _of_column(line, table, column, place(rows.get(repeat, ""))):
                    yield rows, items


def _of_column(line: Line, table: AnswerTable, column: Column, row_place: str) -> Iterator[Items]:
    cells = line.cells(column.field)
    text = cells.get(column.suffix)
    common = {"item": column.name, "heading": column.heading, "place": row_place}
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
    cells = line.cells(question)
    for column in table.columns:
        number = column.suffix.rpartition("_")[2]
        if column.field == question and number.isdigit() and (text := cells.get(column.suffix)):
            yield {"number": number, "value": text}


def code_items(procedure: str, version: int, table: AnswerTable) -> Iterator[Items]:
    """One line per possible code."""
    for field, codes in table.codes.items():
        for code, label in codes.items():
            yield {"procedure": procedure, "version": str(version), "item": field, "code": code, "label": label}


def question_items(procedure: str, version: int, table: AnswerTable) -> Iterator[Items]:
    for column in table.columns:
        yield {
            "procedure": procedure,
            "version": str(version),
            "item": column.name,
            "heading": column.heading,
            "repeat": column.repeat,
        }
