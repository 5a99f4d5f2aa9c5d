"""Fixed statements, given to the driver as they stand. Composing, compiling and wrapping them anew for every call took
a third of a submission (tried), the ORM's unit of work half; connections, transactions and errors stay SQLAlchemy's."""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, TextClause, text
from sqlalchemy.exc import DBAPIError

from portal.db import Unit

# By name, or in the order in which the statement names them; a list: once for each.
Values = Mapping[str, Any] | tuple[Any, ...] | Sequence[Mapping[str, Any] | tuple[Any, ...]]

_MOST_VALUES = 30_000  # of one statement; SQLite takes 32 766, PostgreSQL 65 535
_NAMED = re.compile(r"(?<![:\w]):(\w+)")


class Statement:
    """Text with :named parameters, the same on both databases. Each is sent them by number, as `names` has them: psycopg would take
    its own marks apart anew at each call where they are many (a twelfth of an import)."""

    __slots__ = ("named", "names", "postgresql", "row", "sqlite")

    def __init__(self, statement: str, row: Callable[[Iterable[Any]], Any] | None = None) -> None:
        self.named = statement
        self.row: Any = row  # else made from the first result: its columns never change
        self.names = tuple(dict.fromkeys(_NAMED.findall(statement)))
        number = {name: place for place, name in enumerate(self.names, 1)}
        self.sqlite = _NAMED.sub(lambda found: f"?{number[found[1]]}", statement)
        self.postgresql = _NAMED.sub(lambda found: f"${number[found[1]]}", statement).encode()

    def bindparams(self, *parameters: BindParameter[Any]) -> TextClause:
        """With a list (`IN :ids`) it is another text for every length; SQLAlchemy writes those out."""
        return text(self.named).bindparams(*parameters)


def sql(statement: str, row: Callable[[Iterable[Any]], Any] | None = None) -> Statement:
    """`row` makes one of the values of a row, where thousands are read at once and nobody needs another in between."""
    return Statement(statement, row)


def insert(table: str, *columns: str, tail: str = "") -> Statement:
    """INSERT of these columns, each bound by its name."""
    names = ", ".join(columns)
    marks = ", ".join(f":{column}" for column in columns)
    return sql(f"INSERT INTO {table} ({names}) VALUES ({marks}) {tail}")


class Rows:
    """INSERT of some rows at once, which tells what came of them: the database is asked once for as many as it takes values of."""

    __slots__ = ("_columns", "_head", "_made", "_most", "_tail")

    def __init__(self, table: str, columns: Sequence[str], tail: str) -> None:
        self._columns = tuple(columns)
        self._head, self._tail = f"INSERT INTO {table} ({', '.join(columns)}) VALUES", tail
        self._most = _MOST_VALUES // len(self._columns)
        self._made: dict[int, Statement] = {}

    def run(self, unit: Unit, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        """What its RETURNING gives, in no order that could be relied on."""
        found: list[Any] = []
        for start in range(0, len(rows), self._most):
            some = rows[start : start + self._most]
            found += _fetched(unit, self._of(len(some)), tuple(row[name] for row in some for name in self._columns))
        return found

    def _of(self, count: int) -> Statement:
        if count not in self._made:
            width = len(self._columns)
            rows = (", ".join(f":{at}" for at in range(row * width, row * width + width)) for row in range(count))
            self._made[count] = Statement(f"{self._head} ({'), ('.join(rows)}) {self._tail}")
        return self._made[count]


def insert_rows(table: str, *columns: str, tail: str) -> Rows:
    """As `insert`, of some rows at once. `tail` ends with RETURNING."""
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
    given: Any = values
    if isinstance(statement, TextClause):
        return connection.execute(statement, given)
    if not connection.in_transaction():
        connection.begin()
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    cursor: Any
    written: Any
    if dialect.name == "sqlite":
        cursor, written = driver.cursor(), statement.sqlite
    else:
        cursor, written = dialect.loaded_dbapi.RawCursor(driver), statement.postgresql
        # As text, what is sealed comes as twice as many hexadecimal digits: a tenth of an export.
        cursor.format = dialect.loaded_dbapi.pq.Format.BINARY
    try:
        if isinstance(given, list):
            cursor.executemany(written, [_in_order(statement, row) for row in given])
        else:
            cursor.execute(written, _in_order(statement, given))
    except dialect.loaded_dbapi.Error as error:
        # The values stay out of the message: one of them may be an answer.
        raise DBAPIError.instance(
            statement.named, values, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error
    return cursor


def _in_order(statement: Statement, values: Mapping[str, Any] | tuple[Any, ...]) -> Sequence[Any]:
    return values if isinstance(values, tuple) else [values[name] for name in statement.names]
