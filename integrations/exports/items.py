from collections.abc import Iterator, Mapping, Sequence, Set

from integrations.exports.line import Line
from integrations.exports.rows import Rows, around, place, rows_of
from integrations.sockets.layout_socket import AnswerTable, Column, Record

Items = Mapping[str, str]
_NOTHING: Items = {}


def answer_items(record: Record, table: AnswerTable, hidden: Set[str]) -> Iterator[tuple[Rows, Items]]:
    """A line per cell or chosen code; text beside a code (`tell`) has its own column (行政データの機械可読性 L2-05). Left empty: a
    line without value; not asked: none."""
    withheld, codes = frozenset(hidden), table.codes
    for repeat, columns in table.runs:
        places = rows_of(record.answers, around(table.repeats, repeat)) if repeat else [("", _NOTHING)]
        for _, rows in places:
            line = Line(record, table, withheld, _NOTHING, _NOTHING, rows)
            row_place = place(rows[repeat]) if repeat else ""
            for column in columns:
                field, suffix = column.field, column.suffix
                cells = line.cells(field)
                text = cells.get(suffix)
                if text and suffix != "tell" and (suffix or field not in codes):  # most lines: one value, no code
                    yield rows, {
                        "item": column.name, "heading": column.heading, "place": row_place, "row": "1", "code": "",
                        "value": text, "other": "" if suffix else cells.get("tell", ""), "state": "answered",
                    }  # fmt: skip
                else:
                    for items in items_of_column(line, table, column, row_place):
                        yield rows, items


def items_of_column(line: Line, table: AnswerTable, column: Column, row_place: str) -> Sequence[Items]:
    field, suffix = column.field, column.suffix
    cells = line.cells(field)
    text = cells.get(suffix)
    if not text or suffix == "tell":
        return (_item(column, row_place, state="unanswered"),) if not suffix and line.unanswered(field) else ()
    codes = table.codes.get(field) if not suffix else None
    if not codes:
        return (_item(column, row_place, "1", "", text, "" if suffix else cells.get("tell", "")),)
    parts = text.split(";")
    others = [""] * (len(parts) - 1) + [cells.get("tell", "")]
    return [
        _item(column, row_place, str(row), part, codes.get(part, ""), other)
        for row, (part, other) in enumerate(zip(parts, others, strict=True), start=1)
    ]


def _item(
    column: Column, row_place: str, row: str = "", code: str = "", value: str = "", other: str = "", state: str = "answered"
) -> Items:  # fmt: skip
    return {
        "item": column.name, "heading": column.heading, "place": row_place, "row": row, "code": code, "value": value,
        "other": other, "state": state,
    }  # fmt: skip


def part_items(line: Line, table: AnswerTable, question: str) -> Iterator[Items]:
    cells = line.cells(question)
    for column in table.columns:
        number = column.suffix.rpartition("_")[2]
        if column.field == question and number.isdigit() and (text := cells.get(column.suffix)):
            yield {"number": number, "value": text}


def code_items(procedure: str, version: int, table: AnswerTable) -> Iterator[Items]:
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
