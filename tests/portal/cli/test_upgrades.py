"""What `migrate --plan` says, what `migrate` asks for, and the way back."""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from portal.cli import migrating
from portal.db import Database
from portal.errors import BadSetting
from portal.migrate import FOLDER, Step, _known, _migration, go_back, migrate, newest, plan, up_to_date
from portal.models.base import Model
from portal.models.cases.application import Application
from portal.models.files.attachment import Attachment
from portal.models.machines.api_client import ApiClient
from portal.models.procedures.definition import Definition
from portal.models.procedures.procedure_stop import ProcedureStop
from portal.models.staff.staff import Staff
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor, write_audit
from tests.databases import Makers
from tests.house.test_production import WHOLE
from tests.portal.cli.conftest import Kakanai
from tests.portal.kept_databases import load, load_upgraded
from tests.portal.store.planting import plant
from tests.portal.world import alice, file_application
from tests.real_city import make_own_layouts, make_real_city
from tests.schema import schema_of

LAST_RELEASE = "0001"
ORDER = "hand_over_order"  # the table that came since
OF_POSTGRESQL, OF_SQLITE = {"0010"}, {"0038"}
SINCE = {f"{number:04}" for number in range(2, int(newest()) + 1)} - OF_POSTGRESQL


@pytest.fixture
def released(empty_database_url: str) -> Iterator[Database]:
    """Kept from the last release, with a row in each table."""
    database = Database(empty_database_url)
    load(database, LAST_RELEASE)
    yield database
    database.close()


@pytest.fixture
def upgraded(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    load_upgraded(database, LAST_RELEASE)
    yield database
    database.close()


def rows_of(database: Database) -> dict[str, list[str]]:
    with database.read() as unit:
        return {
            table: sorted(map(repr, unit.connection.execute(text(f'SELECT * FROM "{table}"'))))
            for table in inspect(unit.connection).get_table_names()
            if table not in ("alembic_version", ORDER)
        }


@pytest.mark.both_engines
def test_the_plan_names_each_step_and_what_waits_and_changes_nothing(released: Database) -> None:
    before = schema_of(released)
    steps = plan(released)
    assert schema_of(released) == before
    assert {step.revision for step in steps} == (SINCE if released.sqlite else SINCE - OF_SQLITE | OF_POSTGRESQL)
    assert [(step.table, step.lock) for step in steps if step.revision == "0002"] == [
        (ORDER, "nothing"), ("export_batch", "writes"), ("staff", "writes"), (ORDER, "nothing"),
    ]  # fmt: skip
    migrate(released)
    assert plan(released) == []


@pytest.mark.both_engines
def test_the_way_back_restores_the_tables_of_the_release_and_loses_nothing(released: Database) -> None:
    tables, rows = schema_of(released), rows_of(released)
    migrate(released)
    assert go_back(released, LAST_RELEASE)[-1].startswith("DROP TABLE")
    assert (schema_of(released), rows_of(released)) == (tables, rows)
    assert go_back(released, LAST_RELEASE) == []
    migrate(released)
    assert up_to_date(released)


@pytest.mark.both_engines
def test_each_number_leads_back_also_where_this_engine_changed_no_table(upgraded: Database) -> None:
    for revision in sorted(_known() - {newest()}, reverse=True):
        lines = go_back(upgraded, revision)
        assert lines, revision
        assert "番号だけ" in lines[0] or "only the number" not in lines[0], "in both languages"
        with upgraded.read() as unit:
            assert unit.connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == revision
    migrate(upgraded)
    assert up_to_date(upgraded)


def test_a_step_of_the_other_engine_is_planned_with_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    migrating._print_plan([])
    shown = capsys.readouterr().out
    assert ("番号だけが新しくなり" in shown, "0 の手順" in shown) == (True, False)


@pytest.mark.both_engines
def test_there_is_no_way_back_once_the_new_version_stored_what_the_old_one_cannot(upgraded: Database) -> None:
    with upgraded.write() as unit:
        unit.connection.execute(
            text(
                f"INSERT INTO {ORDER} (layout, duty, staff_id, ordered_at, expected, examined, problem) "
                "SELECT 'x', 'x', id, 1, 1, 0, '' FROM staff"
            )
        )
        unit.commit()
    with pytest.raises(BadSetting, match=f"{ORDER} holds 1 rows"):
        go_back(upgraded, LAST_RELEASE)
    assert up_to_date(upgraded)
    with pytest.raises(BadSetting, match="There is no revision"):
        go_back(upgraded, "0000")


def test_what_the_workshop_published_ends_the_way_back(upgraded: Database) -> None:
    with upgraded.write() as unit:
        unit.connection.execute(text("UPDATE definition SET origin = 'workshop'"))
        unit.commit()
    with pytest.raises(BadSetting, match="definition holds 1 rows"):
        go_back(upgraded, LAST_RELEASE)


def test_files_in_the_object_storage_end_the_way_back_until_they_are_brought_inside(upgraded: Database) -> None:
    with upgraded.write() as unit:
        application_id = plant(unit, Application, id=9_000, office="")["id"]
        file = plant(unit, Attachment, application_id=application_id, state="checked", sealed_content=b"")
        unit.commit()
    with pytest.raises(BadSetting, match=r"1 files lie in the object storage.*--files-inside"):
        go_back(upgraded, "0016")
    with upgraded.write() as unit:
        unit.connection.execute(text("UPDATE attachment SET sealed_content = 'x' WHERE id = :id"), {"id": file["id"]})
        unit.commit()
    assert go_back(upgraded, "0016")


def test_a_machine_of_the_token_server_ends_the_way_back(upgraded: Database) -> None:
    with upgraded.write() as unit:
        plant(unit, ApiClient, known_as="kaigo")
        unit.commit()
    with pytest.raises(BadSetting, match=r"machines are known to a token server"):
        go_back(upgraded, "0032")


def test_a_stop_that_came_by_courier_ends_the_way_back(upgraded: Database) -> None:
    with upgraded.write() as unit:
        plant(unit, ProcedureStop, staff_id=None)
        unit.commit()
    with pytest.raises(BadSetting, match="1 rows of procedure_stop and drawing_entry came from the inner zone"):
        go_back(upgraded, "0017")


def test_statistics_do_not_end_the_way_back_and_their_loss_is_reported(upgraded: Database) -> None:
    with upgraded.write() as unit:
        unit.connection.execute(text("INSERT INTO filing_figure VALUES ('x', '2026-04-01', 'x', 'x', 'x', 1, 1, 1)"))
        unit.commit()
    assert "DROP TABLE filing_figure -- with 1 rows of statistics" in go_back(upgraded, LAST_RELEASE)


@pytest.fixture
def production(installation: Installation, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    own = {
        "KAKANAI_CITY": str(make_real_city(tmp_path / "city")),
        "KAKANAI_LAYOUTS": str(make_own_layouts(tmp_path / "layouts")), "KAKANAI_DATABASE_URL": database_url,
        "KAKANAI_DATA": str(tmp_path),
    }  # fmt: skip
    for name, value in {**WHOLE, **own}.items():
        monkeypatch.setenv(name, value)
    return database_url


def test_an_upgrade_in_production_asks_for_a_backup_of_the_day(
    kakanai: Kakanai, installation: Installation, production: str
) -> None:
    file_application(installation, alice(installation))
    go_back(installation.database, LAST_RELEASE)
    assert "kakanai backup" in kakanai("migrate").err
    assert not up_to_date(installation.database)
    with installation.database.write() as unit:
        unlock = (
            "DROP TRIGGER audit_record_no_update" if installation.database.sqlite
            else "ALTER TABLE audit_record DISABLE TRIGGER USER"
        )  # fmt: skip
        unit.connection.execute(text(unlock))
        write_audit(installation, unit, Actor("system", "test"), "backed up")
        unit.connection.execute(text("UPDATE audit_record SET at = 1 WHERE action = 'backed up'"))
        unit.commit()
    assert kakanai("migrate").status == 1  # that was long ago
    assert "0002\tHand-overs that the worker makes." in kakanai("migrate", "--plan").out
    with installation.database.write() as unit:
        unit.connection.execute(
            text("UPDATE audit_record SET at = :now WHERE action = 'backed up'"), {"now": int(time() * 1_000_000)}
        )
        unit.commit()
    assert kakanai("migrate").status == 0
    assert up_to_date(installation.database)
    assert kakanai("migrate", "--back", LAST_RELEASE).out.endswith(f"revision {LAST_RELEASE}.\n")
    assert kakanai("migrate", "--without-backup").status == 0


def test_the_number_that_leads_back_can_be_looked_up_and_an_older_one_is_asked_for_again(
    kakanai: Kakanai, installation: Installation, production: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, back = installation.database, f"{int(newest()) - 1:04}"
    unknown = kakanai("migrate", "--back", back)
    assert (unknown.status, "番号が、ここに残っていません" in unknown.err, up_to_date(database)) == (1, True, True)
    go_back(database, back)
    for command in (("--plan",), ("--without-backup",), ("--plan",), ()):
        assert f"戻るときの番号：{back}" in kakanai("migrate", *command).out
    shown = kakanai("migrate", "--back", LAST_RELEASE, "--plan")
    assert (shown.status, "何も変わっていません" in shown.out, "DROP TABLE" in shown.out) == (0, True, True)
    kept = installation.settings.data / "tables-before"
    written = kept.read_text("utf-8")
    kept.write_text(written.replace(newest(), back), "utf-8")  # of another upgrade
    assert "ここに残っていません" in kakanai("migrate", "--plan").out
    kept.write_text(f"{LAST_RELEASE} {newest()}", "utf-8")
    between = kakanai("migrate", "--back", back)  # neither these tables nor those before
    assert (between.status, f"--back {LAST_RELEASE}" in between.err, up_to_date(database)) == (1, True, True)
    kept.write_text(written, "utf-8")
    refused = kakanai("migrate", "--back", LAST_RELEASE)
    assert (refused.status, f"kakanai migrate --back {back}" in refused.err, up_to_date(database)) == (1, True, True)
    assert kakanai("migrate", "--back", back).status == 0
    # Before the new version serves: with its code, as it was typed.
    monkeypatch.setenv("CODE", "/opt/kakanai/9.9")
    assert f"（kakanai migrate --back {back}。" in kakanai("migrate", "--plan").out, "another program's CODE"
    monkeypatch.setattr(sys, "prefix", "/opt/kakanai/9.9/.venv")
    assert f"（CODE=/opt/kakanai/9.9 kakanai migrate --back {back}。" in kakanai("migrate", "--without-backup").out
    assert kakanai("migrate", "--back", LAST_RELEASE, "--yes").status == 0


def test_the_end_of_the_way_back_is_a_sentence_in_both_languages_and_nothing_is_to_be_mended(
    kakanai: Kakanai, installation: Installation, production: str
) -> None:
    with installation.database.write() as unit:
        unit.connection.execute(
            text(
                f"INSERT INTO {ORDER} (layout, duty, staff_id, ordered_at, expected, examined, problem) "
                "VALUES ('x', 'x', :staff, 1, 1, 0, '')"
            ),
            {"staff": plant(unit, Staff)["id"]},
        )
        plant(unit, ApiClient, known_as="kaigo")
        unit.commit()
    for revision, words in (
        (LAST_RELEASE, "トークンのサーバーが知る機械が 1 台あり、"), ("9999", "9999 という番号はありません。"),
    ):  # fmt: skip
        refused = kakanai("migrate", "--back", revision)
        assert (refused.status, refused.err.startswith(words), len(refused.english)) == (1, True, 1)
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE api_client SET known_as = NULL"))
        unit.commit()
    refused = kakanai("migrate", "--back", LAST_RELEASE)
    assert refused.err.startswith(f"表 {ORDER} に、古い版の表には入らないものが 1 件あります。")
    assert refused.english[0].startswith(f"{ORDER} holds 1 rows")


def test_each_thing_that_ends_the_way_back_has_a_japanese_sentence() -> None:
    demands = [getattr(_migration(revision), "BACK_ONLY_WITHOUT", None) for revision in sorted(_known())]
    named = [words.format(rows=1) for _, _, words in filter(None, demands)]
    assert len(named) == 9
    assert all("1" in words and words.endswith("。") for words in named)


@pytest.mark.parametrize("table", [Definition, Staff])
def test_a_city_that_is_being_set_up_is_backed_up_before_an_upgrade(
    kakanai: Kakanai, makers: Makers, production: str, monkeypatch: pytest.MonkeyPatch, table: type[Model]
) -> None:
    """There is no application yet: its people and its procedures would be lost."""
    url = makers["sqlite"].migrated()
    monkeypatch.setenv("KAKANAI_DATABASE_URL", url)
    database = Database(url)
    with database.write() as unit:
        plant(unit, table)
        unit.commit()
    go_back(database, f"{int(newest()) - 1:04}")
    database.close()
    refused = kakanai("migrate")
    assert (refused.status, "kakanai backup" in refused.err) == (1, True)


def test_a_new_installation_needs_no_backup(
    kakanai: Kakanai, makers: Makers, production: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_DATABASE_URL", makers["sqlite"].empty())
    planned = kakanai("migrate", "--plan").out
    assert "There are no tables yet" in planned
    assert len(planned.splitlines()) == 2
    assert kakanai("migrate").status == 0


def test_every_migration_after_the_release_has_a_way_back() -> None:
    """Or the release says that there is none, and this list does."""
    none: set[str] = set()
    for file in sorted((FOLDER / "versions").glob("[0-9]*.py")):
        revision = file.name.partition("_")[0]
        if LAST_RELEASE < revision <= newest() and revision not in none:
            assert "def downgrade()" in file.read_text(encoding="utf-8"), file.name


@pytest.mark.parametrize(("times", "status"), [(1, 0), (4, 0), (5, 1)])
def test_an_upgrade_in_a_deadlock_with_a_filing_is_tried_again(
    kakanai: Kakanai, released: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, times: int, status: int
) -> None:
    for name, value in {"ENV": "test", "DATA": str(tmp_path), "DATABASE_URL": str(released.engine.url)}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    left = [DeadlockDetected("deadlock detected")] * times

    def run(database: Database) -> None:
        if left:
            raise OperationalError("ALTER TABLE application", {}, left.pop())
        migrate(database)

    monkeypatch.setattr(migrating, "run_migrations", run)
    ran = kakanai("migrate")
    assert (ran.status, ran.err.count("人の申請とぶつかりました。何も変わっていません。")) == (status, min(times, 4))
    assert up_to_date(released) is (status == 0)


@pytest.mark.parametrize(("megabytes", "size"), [(0.0, ""), (0.2, ", 1 MB未満 / below 1 MB"), (2300.4, ", 2,300 MB")])
def test_the_plan_names_the_size_of_each_table_that_was_there_and_what_it_cuts(
    capsys: pytest.CaptureFixture[str], megabytes: float, size: str
) -> None:
    statement = f"ALTER TABLE draft ADD COLUMN {'x' * 20} {'text ' * 30}"
    migrating._print_plan([Step("0002", "x", statement, "draft", "everything", False, megabytes)])
    line = capsys.readouterr().out.splitlines()[1]
    assert (f"/ reads and writes of it wait{size}\t" in line, line.endswith("text…")) == (True, True)
