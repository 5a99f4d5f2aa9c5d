"""Reads in one statement answer as each alone."""

import importlib
import pkgutil
import re
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, Select, select, text

import portal.store
from portal.db import Database, Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.compiling import _DIALECTS, with_limits
from portal.store.desk import case_notes, corrections, queues
from portal.store.desk.case_notes import NoteRow
from portal.store.desk.queues import QueueFilter
from portal.store.statements import Statement, by, every, exactly, sql
from portal.store.together import together
from tests.databases import Makers
from tests.portal.store.planting import plant
from tests.statements import statements_of

_staff = Staff.table
_MEMBER = sql(
    select(_staff.c.id, _staff.c.wrapped_key, _staff.c.disabled_at, _staff.c.disabled_at.is_(None)).where(
        by(_staff.c.id)
    )
)
_PLAIN = sql("SELECT 9007199254740993 AS large", int)
TEXT = "髙\"見\\本'\n𠮷?$1:x"


def notes_of(unit: Unit, application: int, count: int) -> list[NoteRow]:
    staff = plant(unit, Staff)["id"]
    rows = [NoteRow(f"{TEXT}{number}", staff, bytes(range(256)), 90 - number) for number in range(count)]
    for row in rows:
        assert case_notes.add(unit, application, row)
    return rows


def shipped() -> dict[str, Statement[Any]]:
    """Every statement of the stores that only reads."""
    modules = [
        importlib.import_module(module.name) for module in pkgutil.walk_packages(portal.store.__path__, "portal.store.")
    ]
    listed = {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Statement) and isinstance(value.clause, Select)
    }
    return {name: entry for name, entry in listed.items() if entry.compiled("postgresql").reads}


def values_of(statement: Statement[Any]) -> dict[str, Any]:
    """One of the type of each."""
    source: Any = statement.clause
    binds = source.compile(dialect=_DIALECTS["postgresql"]).binds
    kinds = ((LargeBinary, b"1"), (Boolean, True), (Integer, 1))
    values: dict[str, Any] = {}
    for name, bind in binds.items():
        if bind.required:
            value = next((value for kind, value in kinds if isinstance(bind.type, kind)), "1")
            values[name] = [value] if bind.expanding else value
    return values


def test_rows_come_in_their_order_with_all_their_bytes_and_letters(unit: Unit) -> None:
    first, second = plant(unit, Application)["id"], plant(unit, Application)["id"]
    rows = notes_of(unit, first, 12)
    with together(unit) as ahead:
        for application in (first, second):
            assert case_notes.of(ahead, application) == []
            assert corrections.of_application(ahead, application) == []
    with statements_of(unit) as sent:
        assert case_notes.of(unit, first) == rows
        assert case_notes.of(unit, second) == []
        assert corrections.of_application(unit, second) == []
    assert sent.count == 0


def test_nothing_bytes_numbers_and_truths_stay_what_they_are(unit: Unit) -> None:
    number = plant(unit, Staff)["id"]
    alone = exactly(unit, _MEMBER, id=number)
    with together(unit) as ahead:
        exactly(ahead, _MEMBER, id=number)
        exactly(ahead, _PLAIN)
    with statements_of(unit) as sent:
        assert exactly(unit, _MEMBER, id=number) == alone
        assert exactly(unit, _PLAIN) == 9007199254740993
    assert sent.count == 0


def test_the_first_write_and_a_part_taken_back_forget_what_was_read(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    with together(unit) as ahead:
        case_notes.of(ahead, application)
    rows = notes_of(unit, application, 2)
    with together(unit) as ahead:
        case_notes.of(ahead, application)
    with pytest.raises(ZeroDivisionError), unit.part():
        raise ZeroDivisionError
    with statements_of(unit) as sent:
        assert case_notes.of(unit, application) == rows
    assert sent.count == 1


def test_what_was_read_ends_with_its_transaction(store_database: Database) -> None:
    with store_database.read() as unit:
        with together(unit) as ahead:
            case_notes.of(ahead, 1)
        unit.commit()
        with statements_of(unit) as sent:
            assert case_notes.of(unit, 1) == []
    assert sent.count == 1


def test_a_write_among_the_reads_is_a_bug(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    with pytest.raises(RuntimeError), together(unit) as ahead:
        notes_of(ahead, application, 1)


def test_as_many_reads_as_one_likes_take_few_statements(unit: Unit) -> None:
    applications = [plant(unit, Application)["id"] for _ in range(3)]
    notes_of(unit, applications[2], 1)
    with statements_of(unit) as sent, together(unit) as ahead, together(ahead) as within:
        for application in (*applications, *range(-250, 0)):
            case_notes.of(within, application)
            case_notes.of(within, application)
    assert sent.count == 3
    assert [len(case_notes.of(unit, application)) for application in applications] == [0, 0, 1]


def test_every_statement_of_the_stores_can_be_read_with_others(unit: Unit) -> None:
    statements = shipped()
    assert len(statements) > 300
    for name, statement in statements.items():
        values = values_of(statement)
        try:
            with unit.part():
                alone = every(unit, statement, **values)
                with together(unit) as ahead:
                    every(ahead, statement, **values)
                    every(ahead, _PLAIN)
                assert every(unit, statement, **values) == alone
        except Exception as error:
            raise AssertionError(name) from error
        unit.kept = {}


@pytest.mark.parametrize(
    ("text", "values", "sent", "left"),
    [
        (
            b"SELECT $1 FROM a WHERE b = $3 LIMIT $2",
            ["x", 51, "y"],
            b"SELECT $1 FROM a WHERE b = $2 LIMIT 51",
            ["x", "y"],
        ),
        (b"SELECT (SELECT 1 LIMIT $1) LIMIT $1", [7], b"SELECT (SELECT 1 LIMIT 7) LIMIT 7", []),
        (b"SELECT $2 LIMIT $12, $1", list(range(12)), b"SELECT $2 LIMIT 11, $1", list(range(11))),
        (b"SELECT $1 LIMIT $1", [7], b"SELECT $1 LIMIT $1", [7]),
        (b"SELECT 1 LIMIT $1", [None], b"SELECT 1 LIMIT $1", [None]),
        (b"SELECT $1", ["LIMIT $1"], b"SELECT $1", ["LIMIT $1"]),
    ],
)
def test_a_number_of_rows_is_part_of_the_text(text: bytes, values: list[Any], sent: bytes, left: list[Any]) -> None:
    assert with_limits(text, values) == (sent, left)


def test_reads_together_reach_postgresql_with_their_number_of_rows(makers: Makers) -> None:
    """As a value PostgreSQL plans them again at each call."""
    database = Database(makers["postgresql"].migrated())
    with database.read() as unit:
        for _ in range(6):  # psycopg prepares at the sixth time
            with together(unit) as ahead:
                queues.page(ahead, QueueFilter(("tax",)), most=51)
                queues.count(ahead, QueueFilter(("tax",)))
            unit.kept.clear()
        prepared = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'WITH q0%'"
        (statement,) = unit.connection.execute(text(prepared)).scalars()
    database.close()
    assert set(re.findall(r"LIMIT (\S+)\b", statement)) == {"51", "1000"}
