"""Migrations. Alembic is imported on demand: it takes as long as FastAPI."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from portal.db import Database
from portal.errors import BadSetting
from portal.models import metadata

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent / "migrations"
_ONE_AT_A_TIME = 0x6B616B616E6169  # "kakanai": advisory lock of the tables


def newest() -> str:
    """Migrations are numbered in a row, and their files begin with the number."""
    return max(_known())


def _known() -> set[str]:
    return {file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py")}


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, to: str = "head") -> None:
    """One transaction; a concurrent run waits and finds nothing to do."""
    if to == "head" and up_to_date(database):
        return
    from alembic import command  # noqa: PLC0415

    with database.write() as unit:
        # Begun before alembic looks: it commits its own transactions after each migration (SQLite), and a concurrent
        # run that read the old revision would continue from there.
        unit.connection.begin()
        if not database.sqlite:  # on SQLite a second writer waits anyway
            unit.connection.execute(text("SELECT pg_advisory_xact_lock(:one)"), {"one": _ONE_AT_A_TIME})
        command.upgrade(_config(unit.connection), to)
        unit.commit()


def up_to_date(database: Database) -> bool:
    """Raises BadSetting if no migration leads from the tables to this code."""
    with database.read() as unit:
        if not inspect(unit.connection).has_table("alembic_version"):
            return False
        revisions = unit.connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if unknown := set(revisions) - _known():
        raise BadSetting(
            f"The tables are those of another version (revision {', '.join(sorted(unknown))}), which this one cannot "
            "migrate: forget the demo's data with `make demo-reset`, or restore a backup of this version "
            "(KAKANAI_DATABASE_URL)."
        )
    return list(revisions) == [newest()]


def differences(database: Database) -> list[object]:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    with database.read() as unit:
        return list(compare_metadata(MigrationContext.configure(unit.connection), metadata))
