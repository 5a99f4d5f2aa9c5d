"""Fixed statements, given to the driver as they stand. Composing, compiling and wrapping them anew for every call took
a third of a submission (tried), the ORM's unit of work half; connections, transactions and errors stay SQLAlchemy's."""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, TextClause, text
from sqlalchemy.exc import DBAPIError

from portal.db import Unit

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | tuple[Any, ...]  # a list: once for each

_NAMED = re.compile(r"(?<![:\w]):(\w+)")


class Statement:
    """Text with :named parameters, the same on both databases."""

    __slots__ = ("psycopg", "row", "sqlite")

    def __init__(self, statement: str, row: Callable[[Iterable[Any]], Any] | None = None) -> None:
        self.sqlite = statement
        self.row: Any = row  # else made from the first result: its columns never change
        self.psycopg = _NAMED.sub(r"%(\1)s", statement.replace("%", "%%"))

    def bindparams(self, *parameters: BindParameter[Any]) -> TextClause:
        """With a list (`IN :ids`) it is another text for every length; SQLAlchemy writes those out."""
        return text(self.sqlite).bindparams(*parameters)


def sql(statement: str, row: Callable[[Iterable[Any]], Any] | None = None) -> Statement:
    """`row` makes one of the values of a row, where thousands are read at once and nobody needs another in between."""
    return Statement(statement, row)


def insert(table: str, *columns: str, tail: str = "") -> Statement:
    """INSERT of these columns, each bound by its name."""
    names = ", ".join(columns)
    marks = ", ".join(f":{column}" for column in columns)
    return sql(f"INSERT INTO {table} ({names}) VALUES ({marks}) {tail}")


class Rows:
    """INSERT of some rows at once, which tells what came of them: the database is asked once, however many they are."""

    __slots__ = ("_columns", "_head", "_made", "_tail")

    def __init__(self, table: str, columns: Sequence[str], tail: str) -> None:
        self._columns = tuple(columns)
        self._head, self._tail = f"INSERT INTO {table} ({', '.join(columns)}) VALUES", tail
        self._made: dict[int, Statement] = {}

    def run(self, unit: Unit, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        """What its RETURNING gives, in no order that could be relied on."""
        if not rows:
            return []
        return _fetched(unit, self._of(len(rows)), tuple(row[name] for row in rows for name in self._columns))

    def _of(self, count: int) -> Statement:
        if count not in self._made:
            marks = f"({', '.join('?' * len(self._columns))})"
            made = Statement(f"{self._head} {', '.join([marks] * count)} {self._tail}")
            made.psycopg = made.psycopg.replace("?", "%s")
            self._made[count] = made
        return self._made[count]


def insert_rows(table: str, *columns: str, tail: str) -> Rows:
    """As `insert`, of some rows at once. `tail` has no ? and ends with RETURNING."""
    return Rows(table, columns, tail)


class Done(Protocol):
    """What came of a change."""

    rowcount: int


def run(unit: Unit, statement: Statement | TextClause, values: Values) -> Done:
    """Once for `values`, or once for each of them; of none of them nothing is done."""
    done: Done = _execute(unit, statement, values[0] if isinstance(values, list) and len(values) == 1 else values)
    return done


def one(unit: Unit, statement: Statement | TextClause, **values: Any) -> Any:
    """The only row, or None. Rows are typed by whoever names their columns."""
    rows = every(unit, statement, **values)
    if len(rows) > 1:
        raise LookupError("one row was expected")
    return rows[0] if rows else None


def every(unit: Unit, statement: Statement | TextClause, **values: Any) -> Sequence[Any]:
    return _fetched(unit, statement, values)


def _fetched(unit: Unit, statement: Statement | TextClause, values: Values) -> Sequence[Any]:
    result = _execute(unit, statement, values)
    if isinstance(statement, TextClause):
        return list(result.all())
    if statement.row is None:
        make: Any = namedtuple  # its fields come with the result
        statement.row = make("Row", [column[0] for column in result.description], rename=True)._make
    return list(map(statement.row, result.fetchall()))


def _execute(unit: Unit, statement: Statement | TextClause, values: Values) -> Any:
    connection = unit.connection
    if isinstance(statement, TextClause):
        return connection.execute(statement, values)
    if not connection.in_transaction():
        connection.begin()
    dialect = connection.dialect
    cursor = connection.connection.cursor()
    written = statement.sqlite if dialect.name == "sqlite" else statement.psycopg
    try:
        if isinstance(values, list):
            cursor.executemany(written, values)
        else:
            cursor.execute(written, values)
    except dialect.loaded_dbapi.Error as error:
        # The values stay out of the message: one of them may be an answer.
        raise DBAPIError.instance(
            written, values, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error
    return cursor
