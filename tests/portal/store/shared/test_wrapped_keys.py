"""Data keys of every table, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from portal.db import Database, Unit
from portal.store.shared import wrapped_keys
from portal.store.shared.wrapped_keys import TABLES, WrappedTable
from tests.databases import ENGINES, Makers
from tests.portal.kept_databases import load_every

pytestmark = pytest.mark.both_engines
BY_NAME = {table.name: table for table in TABLES}


@contextmanager
def filled(url: str) -> Iterator[Database]:
    """One row per table."""
    opened = Database(url)
    load_every(opened, "0001")
    yield opened
    opened.close()


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    with filled(empty_database_url) as opened:
        yield opened


@pytest.fixture(params=ENGINES, scope="module")
def untouched(request: pytest.FixtureRequest, makers: Makers) -> Iterator[Database]:
    """For tests that only read."""
    with filled(makers[request.param].empty()) as opened:
        yield opened


def test_rotate_moves_the_data_key_of_every_table_and_nothing_else_may_change_an_append_only_row(
    database: Database,
) -> None:
    for table in TABLES:
        with database.write() as unit:
            (row,) = table.page(unit, "new", None, 10)
            assert (row.key_id, row.wrapped_key) == ("kept", b"\x00\xff"), table.name
            assert table.move(unit, row, "new", b"again"), table.name
            assert not table.move(unit, row, "new", b"too late"), "another process was faster"
            assert (table.page(unit, "new", None, 10), table.page(unit, "new", row, 10)) == ([], []), table.name
            assert (table.count(unit, ["kept"]), table.count(unit, ["new", "x"]), table.used(unit)) == (0, 1, ["new"])
            unit.commit()
    with database.write() as unit, pytest.raises(Exception, match="append-only"):
        unit.connection.execute(text("UPDATE batch_step SET what = 'lost'"))


@pytest.mark.parametrize(
    ("table", "bound_to"),
    [
        ("application", "application:kept"), ("draft", "application:kept"), ("kept_post", "kept:kept:kept"),
        ("kept_desk_post", "kept desk:1:kept"), ("stopped_addressee", "stop:00ff"), ("my_number", "kept"),
        ("root_key", "root:kept:1:1"), ("till_day", "till:kept:kept"),
    ],
)  # fmt: skip
def test_a_row_is_named_as_it_was_sealed(untouched: Database, table: str, bound_to: str) -> None:
    with untouched.read() as unit:
        (row,) = BY_NAME[table].page(unit, "new", None, 10)
    assert row.bound_to == bound_to


def test_pages_follow_each_other_and_rows_without_a_data_key_are_left_out(database: Database) -> None:
    outbox = BY_NAME["outbox"]
    with database.write() as unit:
        columns = [column.name for column in outbox.table.columns if column.name not in ("id", "once", "key_id")]
        copied = ", ".join(columns)
        for name, key_id in (("a", "old"), ("b", ""), ("c", "old"), ("d", "new"), ("e", "old")):
            unit.connection.execute(
                text(
                    f"INSERT INTO outbox (id, once, key_id, {copied}) SELECT '{name}', '{name}', '{key_id}', {copied} "
                    "FROM outbox WHERE id = 'kept'"
                )
            )
        unit.commit()
    with database.read() as unit:
        assert _names(outbox, unit, 2) == [["a", "c"], ["e", "kept"]]
        assert sorted(outbox.used(unit)) == ["kept", "new", "old"]
        assert outbox.count(unit, ["old", "kept"]) == 4


def _names(table: WrappedTable, unit: Unit, most: int) -> list[list[str]]:
    pages, last = [], None
    while rows := table.page(unit, "new", last, most):
        pages.append([row.keys["id"] for row in rows])
        last = rows[-1]
    return pages


def test_numbers_have_a_ring_of_their_own() -> None:
    assert [table.name for table in wrapped_keys.of_ring("numbers")] == ["my_number"]
    assert len(wrapped_keys.of_ring("answers")) == len(TABLES) - 1
