"""A column per question, a table per repeat."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import RecordSpec
from integrations.exports.rows import around
from integrations.sockets.layout_socket import AnswerTable, Column


@dataclass(frozen=True)
class Part:
    kind: int  # index of the record
    name: str
    label: str  # title of a row, "" for whole applications
    heading: tuple[str, ...] = field(compare=False)
    physical: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True)
class Table:
    part: Part
    chain: tuple[str, ...]  # repeats around its rows, outermost first
    columns: tuple[ColumnSpec, ...]
    fields: tuple[str, ...]  # question per column, "" for the layout's own


def tables_of(kind: int, record: RecordSpec, table: AnswerTable, hidden: Set[str], of: str) -> tuple[Table, ...]:
    """Withheld questions have no column: an empty one would mean not asked."""
    seen = [column for column in table.columns if column.field not in hidden]
    return tuple(
        _table(kind, record, repeat, [column for column in seen if column.repeat == repeat], table, of)
        for repeat in ("", *table.repeats)
    )


def _table(
    kind: int, record: RecordSpec, repeat: str, questions: Sequence[Column], table: AnswerTable, of: str
) -> Table:
    columns = (
        *record.laid,
        *(ColumnSpec(name=question.name, from_=(f"answers.{question.name}",)) for question in questions),
    )
    part = Part(
        kind,
        f"{of}_{repeat}" if repeat else of,
        table.repeats.get(repeat, ""),
        tuple(column.name for column in columns),
        tuple(column.physical or column.name for column in columns),
    )
    chain = around(table.repeats, repeat) if repeat else ()
    return Table(part, chain, columns, (*("" for _ in record.laid), *(question.field for question in questions)))
