import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import BindParameter, Join
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler, SQLiteDialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

_NAMED = re.compile(r"(?<![:\w]):(\w+)")
_CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b|\bFOR (KEY )?SHARE\b|_lock\(")
_INSERT = re.compile(r"INSERT INTO (\w+)")
_PLACE = re.compile(rb"\$(\d+)")
_LIMIT = re.compile(rb"LIMIT \$(\d+)\b")
_QUESTION = re.compile(r"\?(\d*)")
_WORD = re.compile(r"\b[a-z_]+\b")  # of tables: numbered values would be ten thousand words of a long text
_MARK = {"sqlite": "?", "postgresql": "$"}


class CrossJoin(Join):
    """SQLAlchemy writes JOIN … ON true, which SQLite may reorder."""

    __visit_name__ = "cross_join"
    inherit_cache = True


class _Constants(SQLCompiler):
    def visit_bindparam(self, bindparam: BindParameter[Any], *places: Any, **options: Any) -> str:
        if not bindparam.required:
            options["literal_binds"] = True
        written: str = super().visit_bindparam(bindparam, *places, **options)  # type: ignore[no-untyped-call]
        return written

    def visit_cross_join(self, join: CrossJoin, asfrom: bool = False, **options: Any) -> str:
        left, right = (side._compiler_dispatch(self, asfrom=True, **options) for side in (join.left, join.right))
        return f"{left} CROSS JOIN {right}"


class _SqliteCompiler(_Constants, SQLiteCompiler):
    pass


class _PostgresqlCompiler(_Constants, PGCompiler):
    pass


def _dialects() -> "dict[str, Any]":
    # Not psycopg's dialect, which casts each value: PostgreSQL takes the type from the column.
    kinds: Any = SQLiteDialect, PGDialect
    sqlite, postgresql = kinds[0](paramstyle="qmark"), kinds[1](paramstyle="numeric_dollar")
    sqlite.statement_compiler, postgresql.statement_compiler = _SqliteCompiler, _PostgresqlCompiler
    return {"sqlite": sqlite, "postgresql": postgresql}


_DIALECTS = _dialects()


class Compiled:
    """Numbered placeholders: psycopg would parse its own at each call."""

    __slots__ = ("_expanded", "_lists", "_source", "inserts_into", "names", "reads", "text", "words")

    def __init__(self, written: str, names: Sequence[str], dialect: str, source: SQLCompiler | None = None) -> None:
        self.names = tuple(names)
        self.text = _sent(written, dialect)
        # A lock counts as a write: what is read after it is new.
        self.reads = written.startswith(("SELECT", "WITH")) and not _CHANGES.search(written)
        insertion = _INSERT.match(written)
        self.words = frozenset(_WORD.findall(written))
        self.inserts_into = insertion[1] if insertion else ""
        self._lists = tuple(
            name for name, bind in (source.binds.items() if source else ()) if bind.expanding and bind.required
        )
        self._source = source if self._lists else None  # a compiler keeps all that it went through
        self._expanded: dict[tuple[int, ...], tuple[Any, list[tuple[str, int | None]]]] = {}

    @classmethod
    def of_text(cls, written: str, dialect: str) -> "Compiled":
        names = tuple(dict.fromkeys(_NAMED.findall(written)))
        number = {name: place for place, name in enumerate(names, 1)}
        return cls(_NAMED.sub(lambda match: f"{_MARK[dialect]}{number[match[1]]}", written), names, dialect)

    @classmethod
    def of_clause(cls, clause: ClauseElement, dialect: str) -> "Compiled":
        source: Any = clause.compile(dialect=_DIALECTS[dialect])
        return cls(source.string, source.positiontup or (), dialect, source)

    def in_order(self, values: Mapping[str, Any] | tuple[Any, ...]) -> Sequence[Any]:
        return values if isinstance(values, tuple) else [values[name] for name in self.names]

    def for_values(self, values: Mapping[str, Any] | tuple[Any, ...]) -> tuple[Any, Sequence[Any]]:
        if not self._lists or isinstance(values, tuple):
            return self.text, self.in_order(values)
        # IN is a different text for each length: lists are filled up to the next power of two by repeating the last
        # value.
        given = dict(values) | {name: _filled(list(values[name])) for name in self._lists}
        lengths = tuple(len(given[name]) for name in self._lists)
        if lengths not in self._expanded:
            self._expanded[lengths] = self._expand(given)
        written, places = self._expanded[lengths]
        return written, [given[name] if at is None else given[name][at] for name, at in places]

    def _expand(self, given: dict[str, Any]) -> tuple[Any, list[tuple[str, int | None]]]:
        source: Any = self._source
        state = source.construct_expanded_state(given)
        place: dict[str, tuple[str, int | None]] = {
            expanded: (name, at)
            for name, parts in state.parameter_expansion.items()
            for at, expanded in enumerate(parts)
        }
        return _sent(state.statement, source.dialect.name), [
            place.get(name, (name, None)) for name in state.positiontup or ()
        ]


def _filled(values: list[Any]) -> list[Any]:
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values)) if values else values


def _sent(written: str, dialect: str) -> Any:
    return written if dialect == "sqlite" else written.encode()


def renumbered(text: str | bytes, before: int) -> str:
    if isinstance(text, bytes):
        return _PLACE.sub(lambda mark: b"$%d" % (int(mark[1]) + before), text).decode()
    next_place = count(before + 1)
    return _QUESTION.sub(lambda mark: f"?{int(mark[1]) + before if mark[1] else next(next_place)}", text)


def with_limits(text: bytes, values: Sequence[Any]) -> tuple[bytes, Sequence[Any]]:
    # With a number of rows that it does not know PostgreSQL plans a statement at each call: 12 of the 40 ms of a queue page.
    limits = _limits_in(text)
    if not limits or not all(type(values[place - 1]) is int for place in limits):
        return text, values
    written = _with_limits(text, tuple((place, values[place - 1]) for place in limits))
    return written, [value for place, value in enumerate(values, 1) if place not in limits]


@lru_cache(maxsize=1024)
def _limits_in(text: bytes) -> tuple[int, ...]:
    places = [int(place) for place in _PLACE.findall(text)]
    limits = [int(place) for place in _LIMIT.findall(text)]
    return tuple(place for place in sorted(set(limits)) if places.count(place) == limits.count(place))


@lru_cache(maxsize=1024)
def _with_limits(text: bytes, limits: tuple[tuple[int, int], ...]) -> bytes:
    rows = dict(limits)

    def place_of(mark: re.Match[bytes]) -> bytes:
        place = int(mark[1])
        return b"%d" % rows[place] if place in rows else b"$%d" % (place - sum(limit < place for limit in rows))

    return _PLACE.sub(place_of, text)


def elements(name: str, dialect: str) -> str:
    """A table of one column, `value`: the texts of a JSON array, which is one value of any length."""
    read = {"sqlite": "value FROM json_each(:{})", "postgresql": "json_array_elements_text(CAST(:{} AS json)) AS value"}
    return f"(SELECT {read[dialect].format(name)})"
