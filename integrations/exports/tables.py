"""Wide tables of one version of a procedure: a column for each question; the rows of each repeat are a table of their own.

Knows which columns there are. Columns are called by the full names of the questions, which no new version changes.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import RecordSpec
from integrations.exports.rows import around
from integrations.layout_socket import AnswerTable, Column


@dataclass(frozen=True)
class Part:
    """A file or worksheet that a layout knows only when it meets a version. `kind`: which record of the layout; `name`
    stands for `{table}`; `label` is what a row is called, "" for the table of whole applications."""

    kind: int
    name: str
    label: str
    heading: tuple[str, ...] = field(compare=False)
    physical: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True)
class Table:
    """`chain`: the repeats around its rows, from the outermost, () for whole applications. `fields` has the question of
    each column, "" for those that the layout names itself."""

    part: Part
    chain: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    fields: tuple[str, ...]


def tables_of(kind: int, record: RecordSpec, table: AnswerTable, hidden: Set[str], of: str) -> tuple[Table, ...]:
    """The tables of one version, that of whole applications first. `of` names the version in file names. What may not
    leave has no column: an empty one would say that it was not asked."""
    seen = [column for column in table.columns if column.field not in hidden]
    return tuple(
        _table(kind, record, repeat, [column for column in seen if column.repeat == repeat], table, of)
        for repeat in ("", *table.repeats)
    )


def _table(kind: int, record: RecordSpec, repeat: str, asked: Sequence[Column], table: AnswerTable, of: str) -> Table:
    columns = (*record.laid, *(ColumnSpec(name=one.name, from_=(f"answers.{one.name}",)) for one in asked))
    part = Part(
        kind,
        f"{of}_{repeat}" if repeat else of,
        table.repeats.get(repeat, ""),
        tuple(column.name for column in columns),
        tuple(column.physical or column.name for column in columns),
    )
    chain = around(table.repeats, repeat) if repeat else ()
    return Table(part, chain, columns, (*("" for _ in record.laid), *(one.field for one in asked)))
