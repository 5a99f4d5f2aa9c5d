"""A database is reused only where it is as new: PostgreSQL's after a reset, SQLite's with its connections."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from portal.config import load_settings
from portal.db import Database
from portal.services.staff.demo_people import add_demo_staff
from portal.wiring import install
from tests.cheap_passwords import hash_cheaply
from tests.databases import NOW, LendingMakers, Makers, PostgresqlMaker, SqliteMaker
from tests.postgresql import Postgresql
from tests.used_databases import UsedDatabases

TEMPLATE, NAME = "kakanai_offered", "once"
ANOTHER = "INSERT INTO definition SELECT 'another', procedure, 99, canonical, 1, 99 FROM definition LIMIT 1"
CONTENT = "SELECT folder, mark FROM definition_folder"


@pytest.fixture
def server(lasting_makers: Makers) -> Postgresql:
    maker = lasting_makers["postgresql"]
    assert isinstance(maker, PostgresqlMaker)
    maker.take_back(maker.offered())
    return maker.server


@pytest.fixture
def used(server: Postgresql) -> UsedDatabases:
    made = UsedDatabases(server, fewest=1)
    server.execute(f"DROP DATABASE IF EXISTS {NAME}")
    server.execute(f"CREATE DATABASE {NAME} TEMPLATE {TEMPLATE}")
    made.given(NAME, TEMPLATE)
    made.keep(NAME)
    return made


def ask(server: Postgresql, name: str, *statements: str) -> None:
    with psycopg.connect(host=str(server.folder), user="postgres", dbname=name) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def contents(server: Postgresql, name: str) -> list[object]:
    with psycopg.connect(host=str(server.folder), user="postgres", dbname=name) as connection:
        tables = [str(name) for (name,) in connection.execute("SELECT relname FROM pg_stat_user_tables ORDER BY 1")]
        rows = [(table, *connection.execute(f'SELECT * FROM "{table}"'.encode()).fetchall()) for table in tables]
        counters = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
        return [*rows, *connection.execute(counters).fetchall()]


def test_whatever_was_written_is_gone_and_numbers_start_over(
    server: Postgresql, used: UsedDatabases, tmp_path: Path
) -> None:
    hash_cheaply()
    url = server.url(NAME)
    installation = install(load_settings(env="test", data=tmp_path, database_url=url, identity="none", now=NOW))
    add_demo_staff(installation)
    installation.database.close()
    ask(server, NAME, ANOTHER)
    before = contents(server, NAME)
    assert used.as_new(TEMPLATE) == NAME
    assert contents(server, NAME) == contents(server, TEMPLATE) != before


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE draft ADD COLUMN stray integer",
        "DROP INDEX ix_draft_person_id",
        "CREATE TABLE stray (id integer)",
        "ALTER TABLE audit_record DISABLE TRIGGER USER",
        "ALTER TABLE audit_record DISABLE TRIGGER USER; ALTER TABLE audit_record ENABLE TRIGGER USER",
        "UPDATE definition SET published_at = 0",
        "DELETE FROM definition_folder",
    ],
)
def test_one_that_was_altered_is_not_given_again(server: Postgresql, used: UsedDatabases, statement: str) -> None:
    ask(server, NAME, *statement.split("; "))
    assert used.as_new(TEMPLATE) is None
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(server, NAME, "SELECT 1")


def test_one_that_somebody_has_open_is_not_given_again(server: Postgresql, used: UsedDatabases) -> None:
    with psycopg.connect(host=str(server.folder), user="postgres", dbname=NAME):
        assert used.as_new(TEMPLATE) is None


def test_one_that_postgresql_does_not_let_go_of_is_left(
    server: Postgresql, used: UsedDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_for_ever(_server: Postgresql, _statement: str, *, patience: float) -> None:
        assert patience < 30
        raise psycopg.errors.QueryCanceled

    with psycopg.connect(host=str(server.folder), user="postgres", dbname=NAME), monkeypatch.context() as patched:
        patched.setattr(Postgresql, "execute", wait_for_ever)
        assert used.as_new(TEMPLATE) is None


def test_the_last_ones_wait(server: Postgresql, used: UsedDatabases) -> None:
    used.fewest = 2
    assert used.as_new(TEMPLATE) is None
    ask(server, NAME, "SELECT 1")


def test_more_than_enough_are_removed(server: Postgresql, used: UsedDatabases) -> None:
    used.most = 1
    server.execute(f"CREATE DATABASE another TEMPLATE {TEMPLATE}")
    used.given("another", TEMPLATE)
    used.keep("another")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(server, NAME, "SELECT 1")
    used.most = 0
    used.keep("another")


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[SqliteMaker]:
    made = SqliteMaker(tmp_path)
    yield made
    last = made.handed_on()
    Path(last.removeprefix("sqlite:///")).unlink()
    made.take_back(last)


def use(maker: SqliteMaker, meanwhile: Callable[[Path], object] = lambda _: None) -> tuple[str, set[int], list[object]]:
    """The address, the connections, and what a test finds, who then removes it."""
    url = maker.handed_on()
    database = Database(url)
    with database.read() as unit:
        rows: list[object] = [tuple(row) for row in unit.connection.execute(text(CONTENT))]
        connections = {id(unit.connection.connection.dbapi_connection)}
    with database.write() as unit:
        connections.add(id(unit.connection.connection.dbapi_connection))
        unit.connection.execute(text("DELETE FROM definition_folder"))
        unit.commit()
    meanwhile(Path(url.removeprefix("sqlite:///")))
    database.close()
    maker.take_back(url)
    return url, connections, rows


def test_a_file_is_handed_on_with_its_connections_and_who_read_may_write(maker: SqliteMaker) -> None:
    first = use(maker)
    assert len(first[1]) == 2
    assert len(first[2]) == 1
    assert [use(maker), use(maker)] == [first, first]


def _checkpoint(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    connection.close()


@pytest.mark.parametrize(
    "meanwhile",
    [
        _checkpoint,
        Path.read_bytes,  # whose end takes the locks of the process
        lambda file: file.with_name(f"{file.name}-shm").read_bytes(),
    ],
    ids=["checkpoint", "file read", "index read"],
)
def test_a_file_with_another_content_or_without_locks_is_copied_again(
    maker: SqliteMaker, meanwhile: Callable[[Path], object]
) -> None:
    _, _, rows = use(maker, meanwhile)
    assert maker._as_new == []
    assert use(maker)[2] == rows
    assert len(maker._as_new) == 1


def test_a_file_that_somebody_has_open_is_not_handed_on(maker: SqliteMaker) -> None:
    opened: list[sqlite3.Connection] = []

    def open_too(file: Path) -> None:
        opened.append(sqlite3.connect(file))
        opened[0].execute(CONTENT).fetchone()

    use(maker, open_too)
    assert maker._as_new == []
    opened[0].close()


def test_what_a_file_of_tests_does_not_give_back_is_taken_back_after_it(tmp_path: Path) -> None:
    lasting = Makers(tmp_path, ExitStack())
    lending = LendingMakers(lasting)
    first, second = lending["sqlite"].migrated(), lending["sqlite"].offered()
    lending["sqlite"].take_back(second)
    assert lasting["sqlite"].empty() not in (first, second)
    lending.take_all_back()
    assert lasting["sqlite"].migrated() == first  # written over
    assert lasting["sqlite"].migrated() == second


def test_few_files_wait_to_be_written_over(tmp_path: Path) -> None:
    maker = SqliteMaker(tmp_path)
    for url in [maker.migrated() for _ in range(9)]:
        maker.take_back(url)
    assert len(list(tmp_path.iterdir())) == 4
