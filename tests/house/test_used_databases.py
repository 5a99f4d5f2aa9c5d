"""A PostgreSQL database is reused only after a reset."""

from pathlib import Path

import psycopg
import pytest

from portal.config import load_settings
from portal.services.staff.demo_people import add_demo_staff
from portal.wiring import install
from tests.cheap_passwords import hash_cheaply
from tests.databases import NOW, Makers, PostgresqlMaker
from tests.postgresql import Postgresql
from tests.used_databases import UsedDatabases

TEMPLATE, NAME = "kakanai_offered", "once"
ANOTHER = "INSERT INTO definition SELECT 'another', procedure, 99, canonical, 1, 99 FROM definition LIMIT 1"


@pytest.fixture
def server(makers: Makers) -> Postgresql:
    maker = makers["postgresql"]
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


def test_whatever_was_written_is_gone_and_numbers_begin_anew(
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
