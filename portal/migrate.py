"""Brings the tables to the version of this code, and tells whether they are. Idempotent.

Alembic and the models are imported where they work only: most starts find the tables as they should be, the import of
alembic alone takes as long as FastAPI's, and to make the classes of all tables takes as long once more."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from portal.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent / "migrations"
_ONE_AT_A_TIME = 0x6B616B616E6169  # "kakanai": of all locks of a database this is the one of its tables


def newest() -> str:
    """The revision of this code: migrations are numbered in a row, and their files begin with the number."""
    return max(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, to: str = "head") -> None:
    """Runs what is missing, in one transaction. Of two at once the second waits, and finds nothing to do."""
    if to == "head" and up_to_date(database):
        return
    from alembic import command  # noqa: PLC0415

    with database.write() as unit:
        # Begun before alembic looks: a transaction that it begins itself it commits after each migration (SQLite), and
        # a second one, which read the revision before, would go on from there.
        unit.connection.begin()
        if not database.sqlite:  # there a second writer waits anyway
            unit.connection.execute(text("SELECT pg_advisory_xact_lock(:one)"), {"one": _ONE_AT_A_TIME})
        command.upgrade(_config(unit.connection), to)
        unit.commit()


def up_to_date(database: Database) -> bool:
    """Whether the tables are those of this code."""
    with database.read() as unit:
        if not inspect(unit.connection).has_table("alembic_version"):
            return False
        found = unit.connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(found) == [newest()]


def differences(database: Database) -> list[object]:
    """What the models say and the migrated tables do not; empty when both agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from portal.models import metadata  # noqa: PLC0415

    with database.read() as unit:
        return list(compare_metadata(MigrationContext.configure(unit.connection), metadata))
