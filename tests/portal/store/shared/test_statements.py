"""Statements are compiled once."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import String, bindparam, select
from sqlalchemy.exc import DBAPIError

from portal.db import Unit
from portal.models.fees.payment_event import PaymentEvent
from portal.models.filing.draft import Draft
from portal.models.shared.throttle import Throttle
from portal.models.staff.staff_right import StaffRight
from portal.store.fees.payments import PaymentEventRow
from portal.store.shared import throttles
from portal.store.statements import (
    by,
    columns,
    cross_join,
    every,
    exactly,
    insert_into,
    insert_rows,
    one,
    rows,
    run,
    sql,
)

throttle = Throttle.table


@dataclass(frozen=True)
class TryRow:
    key_hash: bytes
    count: int


@dataclass(frozen=True)
class Unknown:
    colour: str


@dataclass(frozen=True)
class OtherKind:
    count: str


@pytest.mark.parametrize("row", [Unknown, OtherKind])
def test_a_row_whose_fields_the_model_has_not_is_refused(row: Any) -> None:
    with pytest.raises(TypeError, match=f"{row.__name__}.*no such column of Throttle"):
        columns(row, Throttle)


def test_a_constant_is_written_out_and_a_value_is_not() -> None:
    statement = sql(select(throttle.c.count).where(throttle.c.count == 5, by(throttle.c.window)))
    compiled = statement.compiled("sqlite")
    assert "throttle.count = 5 AND throttle.window = ?" in compiled.text
    assert compiled.names == ("window",)
    assert b'throttle.count = 5 AND throttle."window" = $1' in statement.compiled("postgresql").text


def test_rows_are_of_the_dataclass_and_compiled_once(unit: Unit) -> None:
    statement = sql(rows(TryRow, Throttle).where(by(throttle.c.window)))
    throttles.count(unit, b"key", 1)
    assert every(unit, statement, window=1) == [TryRow(b"key", 1)]
    assert one(unit, statement, window=2) is None
    dialect = unit.connection.dialect.name
    assert statement.compiled(dialect) is statement.compiled(dialect)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 5, 64, 65])
def test_a_list_may_have_any_length(unit: Unit, length: int) -> None:
    for window in range(70):
        throttles.count(unit, b"key", window)
    inside = sql(select(throttle.c.window).where(throttle.c.window.in_(bindparam("windows"))), int)
    outside = sql(select(throttle.c.window).where(throttle.c.window.not_in(bindparam("windows"))), int)
    assert set(every(unit, inside, windows=range(length))) == set(range(length))
    assert set(every(unit, outside, windows=range(length))) == set(range(length, 70))


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_lists_of_like_length_share_one_text(dialect: str) -> None:
    """Else each length would be compiled and planned separately."""
    compiled = sql(select(throttle.c.window).where(throttle.c.window.in_(bindparam("windows")))).compiled(dialect)
    three, four, five = (compiled.for_values({"windows": range(length)}) for length in (3, 4, 5))
    assert three[0] == four[0] != five[0]
    assert list(three[1]) == [0, 1, 2, 2]


def test_one_refuses_two_rows_and_exactly_refuses_none(unit: Unit) -> None:
    statement = sql(select(throttle.c.count).where(by(throttle.c.key_hash)), int)
    with pytest.raises(LookupError):
        exactly(unit, statement, key_hash=b"key")
    throttles.count(unit, b"key", 1)
    assert exactly(unit, statement, key_hash=b"key") == 1
    throttles.count(unit, b"key", 2)
    for ask in (one, exactly):
        with pytest.raises(LookupError):
            ask(unit, statement, key_hash=b"key")


def test_an_error_of_the_database_never_shows_the_values(unit: Unit) -> None:
    with pytest.raises(DBAPIError) as error:
        run(
            unit,
            sql("INSERT INTO throttle (key_hash, no_such) VALUES (:key, :answer)"),
            {"key": b"k", "answer": "secret"},
        )
    assert "secret" not in str(error.value)


def test_texts_of_many_rows_are_few_and_short(unit: Unit) -> None:
    """They are kept as long as the process runs."""
    add = insert_rows("throttle", "key_hash", '"window"', "count", tail='RETURNING "window"')
    for length in (1000, 999, 800, 232):
        tries = [(b"%d" % length, number, 0) for number in range(length)]
        assert [row[0] for row in add.run(unit, tries)] == list(range(length))
    assert sorted(add._made) == [32, 231, 232, 256]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_default_of_the_model_is_written_out_unless_a_value_is_given(dialect: str) -> None:
    texts = [
        str(sql(insert_into(StaffRight, beside=beside)).compiled(dialect).text) for beside in ((), ("role", "source"))
    ]
    assert ["'hand'" in text for text in texts] == [True, False]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_tables_are_joined_in_the_order_given(dialect: str) -> None:
    joined = cross_join(StaffRight.table, throttle, Draft.table)
    text = str(sql(select(throttle.c.count).select_from(joined)).compiled(dialect).text)
    assert "FROM staff_right CROSS JOIN throttle CROSS JOIN draft" in text


def test_a_column_whose_name_is_no_word_of_the_code_has_another_key() -> None:
    event = PaymentEvent.table
    assert "payment_event.told," in str(rows(PaymentEventRow, PaymentEvent))
    assert (event.c.report.name, type(event.c.report.name)) == ("told", str)
    assert str(by(event.c.report)) == "payment_event.told = :report"


def test_a_table_keeps_one_type_of_texts_and_nothing_to_make_instances() -> None:
    assert list(Draft.kinds) == Draft.table.c.keys()
    assert Draft.model_fields == {}
    assert len({id(column.type) for column in Draft.table.c if isinstance(column.type, String)}) == 1
