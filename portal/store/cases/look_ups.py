"""The search index: keyed hashes only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    any_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    union_all,
    update,
)

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.look_up import LookUp
from portal.store.cases.applications import ApplicationRow
from portal.store.statements import by, every, exactly, insert_rows, planned_per_call, rows, run, sql

_application = Application.table
_key = LookUp.table
_birth = _key.alias("birth")
_BEFORE = _application.c.looked_up_by < bindparam("mark")
_BEHIND = _application.c.looked_up_by > bindparam("mark")


def _few(condition: ColumnElement[bool]) -> "Select[Any]":
    return select(select(_application.c.id).where(condition).limit(bindparam("most")).subquery())


# One statement: forty rows, one by one, were a fifth of a submission (`kakanai bench submission`).
_ADD = insert_rows("look_up", "token", "application_id", "person")
_ADD_PEOPLE = insert_rows("look_up", "token", "application_id", "person", "tokens")
_REMOVE = sql(delete(_key).where(by(_key.c.application_id)))
_MARK = sql(update(_application).where(by(_application.c.id)).values(looked_up_by=bindparam("mark")))
# Two index ranges, because `<>` would read every row.
_STALE = sql(union_all(_few(_BEFORE), _few(_BEHIND)), int)
# Rows locked by a running change wait for the next time: a correction writes their index itself.
_FREE = sql(
    rows(ApplicationRow, Application)
    .where(_application.c.id.in_(bindparam("ids")), or_(_BEFORE, _BEHIND))
    .order_by(_application.c.id)
    .with_for_update(key_share=True, skip_locked=True)
)
_FIRST_MARK = select(func.min(_application.c.looked_up_by).label("mark")).where(_application.c.looked_up_by > "")
_STEP = _FIRST_MARK.cte("step", recursive=True)
_NEXT_MARK = select(func.min(_application.c.looked_up_by)).where(_application.c.looked_up_by > _STEP.c.mark)
_EACH = _STEP.union_all(select(_NEXT_MARK.scalar_subquery()).select_from(_STEP).where(_STEP.c.mark.is_not(None)))
_MARKS = sql(select(_EACH.c.mark).where(_EACH.c.mark.is_not(None)), str)
_UNMADE = sql(select(_application.c.id).where(_application.c.looked_up_by == "").limit(1))
_LEFT = sql(select(func.count()).select_from(_application).where(or_(_BEFORE, _BEHIND)), int)


def _matches(key: ColumnElement[bool]) -> "Select[ApplicationRow]":
    return (
        rows(ApplicationRow, Application)
        .where(
            key,
            _application.c.duty.in_(bindparam("duties")),
            _application.c.id < bindparam("before"),
        )
        .order_by(_application.c.id.desc())
        .limit(bindparam("most"))
    )


def _listed(key: ColumnElement[bool]) -> ColumnElement[bool]:
    return _application.c.id.in_(select(_key.c.application_id).where(key))


def _is_there(key: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_key.c.application_id == _application.c.id, key)


def _any_of(name: str) -> ColumnElement[bool]:
    overlap: ColumnElement[bool] = _key.c.tokens.op("&&")(bindparam(name))
    return overlap


_TOKENS = _key.c.token.in_(bindparam("tokens"))
_BOTH = and_(
    _TOKENS,
    exists().where(
        _birth.c.application_id == _key.c.application_id,
        _birth.c.person == _key.c.person,
        _birth.c.token.in_(bindparam("births")),
    ),
)
_ALONE = _key.c.tokens.is_(None)
_PERSON = _any_of("short_tokens")
# More than these of a token are asked for among the newest applications instead: at a million, 51 of them are among 25,000.
_FEW = 2000


def _found() -> "Select[ApplicationRow]":
    # PostgreSQL's statistics take a name that few have for 0.05 %, and with its readings and beginnings for four times that: it read
    # all of a million applications, the newest first, for a name that nobody has (2 to 3 s; 0.1 ms now). So the index is asked
    # first, and the way is chosen when the number is known.
    asked = or_(and_(_TOKENS, _ALONE), _PERSON)
    few = select(_key.c.application_id).where(asked).limit(_FEW + 1).cte("few")
    number = select(func.count()).select_from(few).scalar_subquery()
    known = _application.c.id == any_(func.array(select(few.c.application_id).scalar_subquery()))
    rare = _matches(known).where(number <= _FEW).subquery()
    common = _matches(_is_there(asked)).where(number > _FEW).subquery()
    return cast("Select[ApplicationRow]", union_all(select(rare), select(common)).execution_options(row=ApplicationRow))


# By database, and by whether a birthday is asked for. PostgreSQL has rows of both shapes, and plans for the tokens of each call.
_FIND = {
    ("sqlite", False): sql(_matches(_listed(_TOKENS))),
    ("sqlite", True): sql(_matches(_listed(_BOTH))),
    ("postgresql", False): planned_per_call(_found()),
    ("postgresql", True): planned_per_call(
        _matches(_is_there(or_(and_(_BOTH, _ALONE), and_(_PERSON, _any_of("short_births")))))
    ),
}
_BEGINNING = Struct(">q")  # half of a token: among 10^8 of them another one's is met once in 10^11 searches


@dataclass(frozen=True)
class Look:
    """Any of `tokens`; with `births`, also one of these."""

    tokens: Collection[bytes]
    births: Collection[bytes] = ()


def add(unit: Unit, keys: Mapping[int, Iterable[tuple[bytes, int]]]) -> None:
    if unit.connection.dialect.name == "sqlite":
        # In the order of the columns, and sorted over all applications: one pass over the index.
        _ADD.run(unit, sorted((token, number, person) for number, own in keys.items() for token, person in own))
        return
    people = defaultdict[tuple[int, int], list[bytes]](list)
    for number, own in keys.items():
        for token, person in own:
            people[number, person].append(token)
    _ADD_PEOPLE.run(unit, [(b"", *whose, _shortened(tokens)) for whose, tokens in people.items()])


def _shortened(tokens: Iterable[bytes]) -> str:
    # An array as PostgreSQL writes it: psycopg looks at each number.
    return f"{{{','.join(str(_BEGINNING.unpack_from(token)[0]) for token in tokens)}}}"


def replace(unit: Unit, application_id: int, keys: Iterable[tuple[bytes, int]], mark: str) -> None:
    """The caller has locked the application since before it read the answers."""
    run(unit, _REMOVE, {"application_id": application_id})
    add(unit, {application_id: keys})
    run(unit, _MARK, {"id": application_id, "mark": mark})


def stale(unit: Unit, mark: str, most: int) -> list[int]:
    return every(unit, _STALE, mark=mark, most=most)[:most]


def lock_stale(unit: Unit, mark: str, ids: Sequence[int]) -> list[ApplicationRow]:
    """Those of them that are free, until the transaction ends."""
    return every(unit, _FREE, mark=mark, ids=ids)


def left(unit: Unit, mark: str) -> int:
    return exactly(unit, _LEFT, mark=mark)


def marks(unit: Unit) -> list[str]:
    """One index step per mark; "" is left out."""
    return every(unit, _MARKS)


def unmade(unit: Unit) -> bool:
    return bool(every(unit, _UNMADE))


def find(unit: Unit, look: Look, duties: Sequence[str], *, before: int, most: int) -> list[ApplicationRow]:
    dialect = unit.connection.dialect.name
    short = {} if dialect == "sqlite" else {f"short_{name}": _shortened(some) for name, some in vars(look).items()}
    statement = _FIND[dialect, bool(look.births)]
    return every(unit, statement, **vars(look), **short, duties=duties, before=before, most=most)
