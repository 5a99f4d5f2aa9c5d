"""Migrations on both databases: from nothing to the tables that the models describe, whole or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from portal.db import Database
from portal.migrate import FOLDER, differences, migrate, newest, up_to_date
from portal.models import metadata
from portal.store import throttles
from tests.servers import surroundings
from tests.warm import run


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    opened = Database(empty_database_url)
    yield opened
    opened.close()


def _run(database: Database, statement: str) -> None:
    with database.write() as unit:
        unit.connection.execute(text(statement))
        unit.commit()


def test_an_empty_database_gets_every_table(database: Database) -> None:
    assert not up_to_date(database)
    migrate(database)
    assert up_to_date(database)
    assert set(inspect(database.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    migrate(database)
    assert differences(database) == []


@pytest.mark.parametrize(
    "change", ["DROP INDEX ix_draft_person_id", "ALTER TABLE draft ADD COLUMN stray integer", "DROP TABLE hand_over"]
)
def test_a_table_that_differs_from_its_model_is_found(database: Database, change: str) -> None:
    migrate(database)
    _run(database, change)
    assert len(differences(database)) > 0


def test_of_two_that_migrate_at_once_the_second_finds_the_tables_made(
    database: Database, empty_database_url: str
) -> None:
    """Two servers of one municipality are brought up to a new version by one command."""
    surrounded = surroundings(KAKANAI_DATABASE_URL=empty_database_url)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: run(["migrate"], env=surrounded), range(2)))
    assert [(ran.returncode, ran.stderr) for ran in both] == [(0, ""), (0, "")]
    assert up_to_date(database)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    with database.write() as unit:
        throttles.count(unit, b"key", 0)
        unit.commit()
    migrate(database)
    assert differences(database) == []
    with database.read() as unit:
        assert throttles.look(unit, b"key", 0) == 1


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: Database) -> None:
    _run(database, "CREATE TABLE hand_over (in_the_way integer)")
    with pytest.raises(DBAPIError):
        migrate(database)
    assert not up_to_date(database)
    assert inspect(database.engine).get_table_names() == ["hand_over"]


def test_a_later_migration_that_fails_takes_the_earlier_ones_back_too(database: Database) -> None:
    """One transaction for all: another server that starts meanwhile never finds tables of half a version."""
    migrate(database, "0001")
    before = set(inspect(database.engine).get_table_names())
    _run(database, "CREATE TABLE disaster_mode (in_the_way integer)")  # of 0091
    with pytest.raises(DBAPIError):
        migrate(database)
    assert set(inspect(database.engine).get_table_names()) == before | {"disaster_mode"}


def test_the_newest_revision_told_by_file_names_is_the_one_that_alembic_knows() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [newest()]
