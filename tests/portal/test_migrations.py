"""Migrations on both engines."""

import hashlib
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from portal.db import Database
from portal.errors import BadSetting
from portal.migrate import FOLDER, _config, go_back, migrate, newest, up_to_date
from portal.models import metadata
from portal.models.cases.application import Application
from portal.models.cases.look_up import LookUp
from portal.models.procedures.definition import Definition
from portal.models.workshop.definition_release import DefinitionRelease
from portal.store.cases import applications, look_ups
from portal.store.shared import throttles
from tests.databases import ENGINES, Makers
from tests.portal.kept_databases import FOLDER as KEPT
from tests.portal.kept_databases import load
from tests.portal.store.planting import _plant, plant
from tests.schema import schema_of, triggers_of
from tests.servers import surroundings
from tests.warm import run

pytestmark = pytest.mark.both_engines

# Released migrations never change: installations already have their tables. Each change needs a new migration.
RELEASED = {"0001": "5ede53a4ce9b94e41f7ce32b4df45a9fe5a6a7c762fb4fd5ccbe6c016092f36a"}
GUARDED = {
    "sqlite": {
        *(f"{table}_no_{verb}" for table in (
            "application_answers", "application_event", "audit_batch", "audit_record", "batch_step", "disposal_line",
            "payment_event", "slot_change", "translation",
        ) for verb in ("update", "delete")), "disposal_no_delete",
    },
    "postgresql": {
        *(f"{table}_append_only" for table in (
            "application_answers", "application_event", "audit_batch", "audit_record", "batch_step", "disposal_line",
            "payment_event", "slot_change", "translation",
        )),
        *(f"{table}_{rest}" for table in ("application_answers", "application_event", "payment_event")
          for rest in ("goes", "no_delete")),
        "append_only", "disposal_line_stays", "disposal_stays",
    },
}  # fmt: skip


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    opened = Database(empty_database_url)
    yield opened
    opened.close()


@pytest.fixture(params=ENGINES)
def migrated(request: pytest.FixtureRequest, makers: Makers) -> Iterator[Database]:
    """What the migrations made of an empty database, once (tests/databases.py): a copy of it."""
    opened = Database(makers[request.param].migrated())
    yield opened
    opened.close()


def _run(database: Database, statement: str) -> None:
    with database.write() as unit:
        unit.connection.execute(text(statement))
        unit.commit()


def differences(database: Database) -> list[object]:
    with database.read() as unit:
        dialect = unit.connection.dialect.name

        def is_here(item: Any, *_rest: object) -> bool:
            only = getattr(item, "_ddl_if", None)
            return only is None or bool(only.dialect == dialect)

        context = MigrationContext.configure(unit.connection, opts={"include_object": is_here})
        return list(compare_metadata(context, metadata))


def test_an_empty_database_gets_every_table(database: Database) -> None:
    assert not up_to_date(database)
    migrate(database)
    assert up_to_date(database)
    assert set(inspect(database.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_the_migrated_tables_are_those_of_the_models(migrated: Database) -> None:
    assert differences(migrated) == []


def test_columns_keys_and_indexes_are_those_that_the_models_would_make(migrated: Database, makers: Makers) -> None:
    """alembic's comparison ignores defaults, conditions of indexes and ON DELETE actions."""
    modelled = Database(makers["sqlite" if migrated.sqlite else "postgresql"].empty())
    with modelled.write() as unit:
        metadata.create_all(unit.connection)
        unit.commit()
    assert schema_of(migrated) == schema_of(modelled)
    modelled.close()


def test_append_only_tables_have_their_triggers(migrated: Database) -> None:
    assert triggers_of(migrated).keys() == GUARDED["sqlite" if migrated.sqlite else "postgresql"]


def test_a_trigger_refuses_to_change_what_is_append_only(database: Database) -> None:
    load(database, "0001")
    migrate(database)
    for statement in ("DELETE FROM audit_record", "UPDATE application_event SET at = 2"):
        with pytest.raises(DBAPIError, match="is append-only"):
            _run(database, statement)


@pytest.mark.parametrize("revision", sorted(RELEASED))
def test_a_kept_database_of_a_release_is_upgraded_and_read(database: Database, revision: str) -> None:
    expected = load(database, revision)
    migrate(database)
    assert up_to_date(database)
    reflected = MetaData()
    with database.read() as unit:
        reflected.reflect(unit.connection)
        for name, row in expected.items():
            stored = unit.connection.execute(reflected.tables[name].select()).mappings().one()
            assert {column: stored[column] for column in row if column in stored} == row, name
        application = applications.by_id(unit, 1)
    assert application is not None
    assert application.receipt_number == "kept"


def test_each_released_revision_has_its_kept_database() -> None:
    assert {file.stem for file in KEPT.glob("*.json")} == set(RELEASED)


@pytest.mark.parametrize(("revision", "digest"), RELEASED.items())
def test_a_released_migration_is_never_changed(revision: str, digest: str) -> None:
    files = sorted((FOLDER / "versions").glob(f"{revision}*.py")) + sorted((FOLDER / "versions" / revision).glob("*"))
    assert hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest() == digest


@pytest.mark.parametrize("revision", ["0105", "9999"])
def test_tables_of_a_version_that_no_migration_knows_are_refused(migrated: Database, revision: str) -> None:
    _run(migrated, f"UPDATE alembic_version SET version_num = '{revision}'")
    for act in (migrate, up_to_date):
        with pytest.raises(BadSetting, match=rf"revision {revision}.*CODE="):
            act(migrated)


@pytest.mark.parametrize(
    "change", ["DROP INDEX ix_draft_person_id", "ALTER TABLE draft ADD COLUMN stray integer", "DROP TABLE hand_over"]
)
def test_a_table_that_differs_from_its_model_is_found(migrated: Database, change: str) -> None:
    _run(migrated, change)
    assert len(differences(migrated)) > 0


def test_of_two_that_migrate_at_once_the_second_finds_the_tables_made(
    database: Database, empty_database_url: str
) -> None:
    """One command updates both servers of a municipality."""
    surrounded = surroundings(KAKANAI_DATABASE_URL=empty_database_url)
    with ThreadPoolExecutor(2) as pool:
        processes = list(pool.map(lambda _: run(["migrate"], env=surrounded), range(2)))
    assert [(ran.returncode, ran.stderr) for ran in processes] == [(0, ""), (0, "")]
    assert up_to_date(database)


def test_migrating_twice_changes_nothing(migrated: Database) -> None:
    with migrated.write() as unit:
        throttles.count(unit, b"key", 0)
        unit.commit()
    migrate(migrated)
    assert differences(migrated) == []
    with migrated.read() as unit:
        assert throttles.look(unit, b"key", 0) == 1


def test_a_busy_machine_may_read_between_two_statements(makers: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seconds without one ended the migration of a slow server, as if it were a request that hangs."""
    seen: list[object] = []

    def look(config: Config, *_: object) -> None:
        connection: Connection = config.attributes["connection"]
        seen.append(connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar())

    database = Database(makers["postgresql"].empty())  # made before: its maker migrates others
    monkeypatch.setattr(command, "upgrade", look)
    migrate(database)
    with database.read() as unit:
        seen.append(unit.connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar())
    database.close()
    assert seen == ["0", "10s"]


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: Database) -> None:
    _run(database, "CREATE TABLE hand_over (in_the_way integer)")
    with pytest.raises(DBAPIError):
        migrate(database)
    assert not up_to_date(database)
    assert inspect(database.engine).get_table_names() == ["hand_over"]


def test_rows_that_are_there_twice_go_before_their_key_returns(makers: Makers) -> None:
    """Of migration 0010. SQLite keeps the key."""
    database = Database(makers["postgresql"].migrated())
    with database.write() as unit:
        number = int(plant(unit, Application)["id"])
        for token, person in ((b"a", 1), (b"a", 1), (b"a", 1), (b"a", 2), (b"b", 1)):
            plant(unit, LookUp, token=token, application_id=number, person=person, tokens=None)
        command.downgrade(_config(unit.connection), "0009")
        rows = unit.connection.execute(text("SELECT token, person FROM look_up ORDER BY token, person"))
        assert [(bytes(token), person) for token, person in rows] == [(b"a", 1), (b"a", 2), (b"b", 1)]
        assert inspect(unit.connection).get_pk_constraint("look_up")["name"] == "pk_look_up"
    database.close()


def test_on_the_way_back_applications_since_are_indexed_again_and_the_others_kept(makers: Makers) -> None:
    """Of migration 0015, on PostgreSQL."""
    database = Database(makers["postgresql"].migrated())
    with database.write() as unit:
        kept, since = (int(plant(unit, Application, looked_up_by="3.1", office="")["id"]) for _ in range(2))
        plant(unit, LookUp, token=b"before", application_id=kept, person=1, tokens=None)
        look_ups.add(unit, {since: [(b"t" * 16, 1)]})
        unit.commit()
    assert "ALTER TABLE look_up DROP COLUMN tokens -- with 1 rows of statistics" in go_back(database, "0014")
    with database.read() as unit:
        rows = unit.connection.execute(text("SELECT application_id, token FROM look_up"))
        assert [(number, bytes(token)) for number, token in rows] == [(kept, b"before")]
        assert look_ups.marks(unit) == ["3.1"]
        assert look_ups.stale(unit, "3.1", 9) == [since]
    database.close()


def test_what_the_workshop_released_is_signed_and_what_a_file_published_is_not(migrated: Database) -> None:
    """Of migration 0035. The older version takes no harm from going back."""
    with migrated.write() as unit:
        for meaning, state in (("released", "done"), ("waits", "approved"), ("file", "")):
            plant(unit, Definition, meaning=meaning, edition=1, origin="folder", signed=True)
            if state:
                plant(unit, DefinitionRelease, meaning=meaning, state=state)
        unit.commit()
    dropped = go_back(migrated, "0034")
    assert any(line.endswith("-- with 3 rows of statistics") for line in dropped), dropped
    migrate(migrated)
    with migrated.read() as unit:
        rows = unit.connection.execute(text("SELECT meaning, signed FROM definition ORDER BY meaning"))
        assert [(meaning, bool(signed)) for meaning, signed in rows] == [
            ("file", False), ("released", True), ("waits", False),
        ]  # fmt: skip


def test_a_later_migration_that_fails_takes_the_earlier_ones_back_too(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction for all: another server that starts meanwhile never finds the tables of half a version."""
    folder = shutil.copytree(FOLDER, tmp_path / "migrations")
    (folder / "versions" / "9999_of_tomorrow.py").write_text(
        f"from alembic import op\nrevision, down_revision = '9999', '{newest()}'\n"
        "def upgrade():\n    op.execute('CREATE TABLE tomorrow (id integer)')\n    op.execute('CREATE TABLE draft (id integer)')\n"
    )
    monkeypatch.setattr("portal.migrate.FOLDER", folder)
    with pytest.raises(DBAPIError, match="draft"):
        migrate(database)
    assert inspect(database.engine).get_table_names() == []


def test_the_newest_revision_reported_by_file_names_is_the_one_that_alembic_knows() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [newest()]


@pytest.mark.parametrize(
    "name",
    ["enclosure", "remote_session", "reservation", "saved_view", "staff_absence", "staff_passkey", "staff_relation", "staff_right"],
)  # fmt: skip
def test_the_number_of_a_deleted_row_is_given_to_no_other(name: str, migrated: Database) -> None:
    table = metadata.tables[name]
    assert table.dialect_options["sqlite"]["autoincrement"]  # as the migration made it
    with migrated.write() as unit:
        row = _plant(unit, name, {})
        unnumbered = {column: value for column, value in row.items() if column != "id"}
        numbers = [row["id"]]
        for _ in range(2):
            unit.connection.execute(table.delete())
            numbers += unit.connection.execute(table.insert().values(unnumbered)).inserted_primary_key or ()
    assert len(set(numbers)) == 3
