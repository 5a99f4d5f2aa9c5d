"""Statements of stores, built from the columns of the models at import and compiled once per database."""

# Example of a store (SQLAlchemy Core; see `portal/store/desk/appeals.py`):
#
#     _OF = sql(rows(AppealRow, Appeal).where(by(appeal.c.application_id)).order_by(appeal.c.id))
#     _SETTLE = sql(update(appeal).where(by(appeal.c.id), appeal.c.settled_on == "").values(bound("settled_on", "result")))
#     _OLDEST = sql(select(func.min(appeal.c.filed_on)), str)
#
# - `rows` takes the columns of a dataclass from its model; missing fields or other types fail at import.
#   `sql(…, make)` calls `make` with each row's values.
# - A value of each call is a `bindparam`; a constant is written into the SQL: SQLite and PostgreSQL use a partial
#   index only where they see its condition. `column.in_(bindparam("ids"))` takes a list of any length.
# - `exists(column)` names a column of the index that answers it: for `SELECT *` SQLite reads the row too.
# - Names and whole statements as text stay only where a benchmark, named in their comment, shows a gain.
#
# Instants are in microseconds UTC, days are ISO dates. A change that returns bool gives False if it did nothing. Mappings
# leave out keys without a row. A column may have another word in the code than its name in the database: its key.
#
# The driver gets the compiled text; SQLAlchemy keeps connections, transactions and errors.

from collections import namedtuple
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import chain, starmap
from types import NoneType
from typing import Any, Generic, Protocol, TypeVar, cast, get_args, get_type_hints, overload

from sqlalchemy import BindParameter, ColumnElement, Join, Table, and_, bindparam, select, true
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement, Select
from sqlalchemy.sql.schema import Column, ScalarElementColumnDefault

from portal.db import Unit
from portal.models.base import Model
from portal.store.compiling import Compiled, CrossJoin, renumbered

# By name, or in the order of the statement; a list runs the statement once per entry.
Values = Mapping[str, Any] | tuple[Any, ...] | Sequence[Mapping[str, Any] | tuple[Any, ...]]
Row = TypeVar("Row")
_Table = type[Model]

_MOST_AT_ONCE = 32  # statements of a bundle; an import of many packages repeats each statement instead
_MOST_ROWS = 256  # per statement: the text of each number of rows is kept


class Statement(Generic[Row]):
    """Without `row`, rows are namedtuples."""

    __slots__ = ("_compiled", "clause", "per_call", "row")

    def __init__(self, clause: ClauseElement | str, row: Callable[..., Row] | None) -> None:
        self.clause = clause
        self.row: Any = row
        self.per_call = False
        self._compiled: dict[str, Compiled] = {}

    @classmethod
    def as_sent(cls, written: str, dialect: str) -> "Statement[Any]":
        """Of one database only, with its own placeholders."""
        statement: Statement[Any] = cls(written, None)
        statement._compiled[dialect] = Compiled(written, (), dialect)
        return statement

    def name_row(self, names: Sequence[str]) -> None:
        """The columns never change."""
        make: Any = namedtuple
        self.row = make("Row", names, rename=True)

    def compiled(self, dialect: str) -> Compiled:
        compiled = self._compiled.get(dialect)
        if compiled is None:
            compiled = self._compiled[dialect] = (
                Compiled.of_text(self.clause, dialect)
                if isinstance(self.clause, str)
                else Compiled.of_clause(self.clause, dialect)
            )
        return compiled


@overload
def sql(clause: "Select[Row]") -> Statement[Row]: ...
@overload
def sql(clause: ClauseElement | str) -> Statement[Any]: ...
@overload
def sql(clause: ClauseElement | str, row: Callable[..., Row]) -> Statement[Row]: ...
def sql(clause: Any, row: Any = None) -> Statement[Any]:
    options = {} if isinstance(clause, str) else clause.get_execution_options()
    return Statement(clause, row or options.get("row"))


def planned_per_call(clause: "Select[Row]") -> Statement[Row]:
    """For the values of each call: PostgreSQL may keep one plan for all after five."""
    statement = sql(clause)
    statement.per_call = True
    return statement


def rows(row: type[Row], model: _Table) -> "Select[Row]":
    return cast("Select[Row]", select(*columns(row, model)).execution_options(row=row))


def columns(row: type, model: _Table, *, but: Sequence[str] = ()) -> "list[Column[Any]]":
    """Raises TypeError if types differ."""
    hints = get_type_hints(row)
    names = [name for name in hints if name not in but]
    for name in names:
        if name not in model.kinds or hints[name] != _kind(model, name):
            raise TypeError(f"{row.__name__}.{name} is {hints[name]}, and no such column of {model.__name__}.")
    return [model.table.c[name] for name in names]


def _kind(model: _Table, name: str) -> Any:
    # Keys from the database are None in the model at first.
    annotation = model.kinds[name]
    if model.table.c[name].nullable:
        return annotation
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
    return kinds[0] if kinds else annotation


def insert_into(
    model: _Table, row: type | None = None, *, but: Sequence[str] = (), beside: Sequence[str] = ()
) -> Insert:
    """Fields of `row` except `but`, and `beside`; other columns get the model's default. Inline: otherwise PostgreSQL
    would return the new id."""
    names = [*beside, *(str(column.key) for column in (columns(row, model, but=but) if row else ()))]
    # Written as constants: SQLAlchemy's defaults are values of the call, which only its own execution supplies.
    defaults = {
        column.key: column.default.arg
        for column in model.table.columns
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    return Insert(model.table).values(defaults | bound(*names)).inline()


def put_into(model: _Table, row: type, *, on: Sequence[str] = ()) -> Insert:
    """UPDATE if the columns `on` (default: primary key) match."""
    insertion = insert_into(model, row)
    keys = on or model.table.primary_key.columns.keys()
    replaced = {column.key: insertion.excluded[column.key] for column in columns(row, model, but=keys)}
    return insertion.on_conflict_do_update(index_elements=list(keys), set_=replaced)


def cross_join(left: Table, *right: Table) -> Join:
    """Fixes SQLite's table order; PostgreSQL's planner chooses its own."""
    joined = CrossJoin(left, right[0], true())
    for table in right[1:]:
        joined = CrossJoin(joined, table, true())
    return joined


def by(*equal: "Column[Any]") -> ColumnElement[bool]:
    return and_(*(column == bindparam(column.key) for column in equal))


def bound(*names: str) -> dict[str, BindParameter[Any]]:
    return {name: bindparam(name) for name in names}


class Rows:
    __slots__ = ("_columns", "_head", "_made", "_returns", "_tail")

    def __init__(self, head: str, columns: Sequence[str], tail: str) -> None:
        """`head` ends with VALUES."""
        self._head, self._columns, self._tail = head, tuple(columns), tail
        self._returns = "RETURNING" in tail
        self._made: dict[int, Statement[Any]] = {}

    def run(self, unit: Unit, rows: Sequence[Mapping[str, Any] | tuple[Any, ...]]) -> Sequence[Any]:
        """Tuples are in the order of the columns."""
        ordered = [row if isinstance(row, tuple) else tuple(row[name] for name in self._columns) for row in rows]
        if not self._returns and unit.connection.dialect.name == "sqlite":  # whose driver repeats a statement in C
            execute(unit, self._of(1), ordered)
            return []
        fetched: list[Any] = []
        for start in range(0, len(ordered), _MOST_ROWS):
            some = ordered[start : start + _MOST_ROWS]
            statement, values = self._of(len(some)), tuple(chain.from_iterable(some))
            if self._returns:
                fetched += _fetched(unit, statement, values)
            else:
                execute(unit, statement, values)
        return fetched

    def _of(self, count: int) -> Statement[Any]:
        if count not in self._made:
            width = len(self._columns)
            rows = (", ".join(f":{at}" for at in range(row * width, row * width + width)) for row in range(count))
            self._made[count] = sql(f"{self._head} ({'), ('.join(rows)}) {self._tail}")
        return self._made[count]


def insert_rows(table: str, *columns: str, tail: str = "") -> Rows:
    return Rows(f"INSERT INTO {table} ({', '.join(columns)}) VALUES", columns, tail)


class Done(Protocol):
    rowcount: int


def run(unit: Unit, statement: Statement[Any], values: Values) -> Done:
    """An empty list does nothing. Unknown names are ignored."""
    done: Done = execute(unit, statement, values[0] if isinstance(values, list) and len(values) == 1 else values)
    return done


def one(unit: Unit, statement: Statement[Row], **values: Any) -> Row | None:
    """Raises LookupError if there are more."""
    rows = every(unit, statement, **values)
    if len(rows) > 1:
        raise LookupError("one row was expected")
    return rows[0] if rows else None


def exactly(unit: Unit, statement: Statement[Row], **values: Any) -> Row:
    """Raises LookupError."""
    rows = every(unit, statement, **values)
    if unit.asked is not None:
        return cast("Row", None)
    if len(rows) != 1:
        raise LookupError("exactly one row was expected")
    return rows[0]


def every(unit: Unit, statement: Statement[Row], **values: Any) -> list[Row]:
    return _fetched(unit, statement, values)


def _fetched(unit: Unit, statement: Statement[Row], values: Values) -> list[Row]:
    if unit.asked is not None:
        unit.asked.append((statement, values))
        return []
    if unit.noted is not None:
        raise RuntimeError("only changes can be made at once")
    if unit.kept:
        kept = unit.kept.get(kept_key(unit, statement, values))
        if kept is not None:
            return list(kept)
    cursor = execute(unit, statement, values)
    if statement.row is None:  # psycopg makes the description at each call
        statement.name_row([column[0] for column in cursor.description])
    if statement.row is tuple:
        return cast("list[Row]", cursor.fetchall())
    if getattr(statement.row, "_field_defaults", None) == {}:
        # A named tuple of all its columns, without a call of Python for each row, of which a list has thousands.
        make: Any = partial(tuple.__new__, statement.row)
        return list(map(make, cursor.fetchall()))
    return list(starmap(statement.row, cursor.fetchall()))


def kept_key(unit: Unit, statement: Statement[Any], values: Values) -> Hashable:
    names = statement.compiled(unit.connection.dialect.name).names
    given = values if isinstance(values, tuple) else [cast("Mapping[str, Any]", values)[name] for name in names]
    return statement, *(value if isinstance(value, Hashable) else tuple(value) for value in given)


def _forget(unit: Unit, table: str, dialect: str) -> None:
    # `table`: into which rows are inserted; "" for other changes.
    kept = unit.kept.items() if table else ()
    unit.kept = {key: rows for key, rows in kept if table not in key[0].compiled(dialect).words}


def execute(unit: Unit, statement: Statement[Any], values: Values) -> Any:
    connection = unit.connection
    if unit.asked is not None:
        raise RuntimeError("only reads can be made together")
    if unit.noted is not None:
        unit.noted.append((statement, values))
        return None
    if unit.later is not None:
        if unit.later.noted and statement.compiled(connection.dialect.name).reads:
            raise RuntimeError("a read would not see the changes that are sent with it")
        *before, (statement, values) = unit.later.taken_along([(statement, values)])
        for change, given in before:
            execute(unit, change, given)
    if not connection.in_transaction():
        connection.begin()
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    compiled = statement.compiled(dialect.name)
    if unit.kept and not compiled.reads:
        _forget(unit, compiled.inserts_into, dialect.name)
    cursor: Any
    if dialect.name == "sqlite":
        cursor = driver.cursor()
    else:
        cursor = dialect.loaded_dbapi.RawCursor(driver)
        # In text format sealed bytes arrive as hexadecimal digits, twice as long: a tenth of an export's time.
        cursor.format = dialect.loaded_dbapi.pq.Format.BINARY
    try:
        if isinstance(values, list):
            cursor.executemany(compiled.text, [compiled.in_order(row) for row in values])
        else:
            written, given = compiled.for_values(cast("Mapping[str, Any] | tuple[Any, ...]", values))
            cursor.execute(written, given, **({"prepare": False} if statement.per_call else {}))
    except dialect.loaded_dbapi.Error as error:
        # The values stay out of the message: one of them may be an answer.
        raise DBAPIError.instance(
            str(compiled.text), values, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error
    return cursor


_Change = tuple[Statement[Any], Any]


class _Later(Unit):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit.connection, writes=True)
        self.noted = []

    def taken_along(self, last: "list[_Change]") -> "list[_Change]":
        """Merges the recorded changes and `last` into one statement, if possible."""
        noted, self.noted = [*(self.noted or []), *last], []
        dialect = self.connection.dialect.name
        rows = [(change, row) for change, values in noted for row in (values if isinstance(values, list) else [values])]
        if dialect == "sqlite" or not 1 < len(rows) <= _MOST_AT_ONCE:
            return noted
        given = [change.compiled(dialect).for_values(row) for change, row in rows]
        composed = _composed(tuple((text, len(values)) for text, values in given))
        return [(composed, tuple(value for _, values in given for value in values))]


@contextmanager
def at_once(unit: Unit) -> Iterator[Unit]:
    """Changes of several stores in one statement on PostgreSQL (D274).

        with at_once(unit) as later:
            applications.add_answers(later, answers)  # recorded; returns an empty result
            drafts.send(unit, draft_id, revision)  # takes it along

    In no fixed order; no part sees another part's rows, and foreign keys are checked at the end. SQLite runs one after another."""
    later = unit.later = _Later(unit)
    try:
        yield later
    finally:
        unit.later = None
    for statement, values in later.taken_along([]):
        execute(unit, statement, values)


@lru_cache(maxsize=512)
def _composed(parts: tuple[tuple[bytes, int], ...]) -> Statement[Any]:
    written, before = [], 0
    for text, values in parts:
        written.append(renumbered(text, before))
        before += values
    *first, last = written
    named = ", ".join(f"c{number} AS ({text})" for number, text in enumerate(first))
    return Statement.as_sent(f"WITH {named} {last}", "postgresql")
