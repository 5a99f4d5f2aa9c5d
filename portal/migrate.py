"""Brings the tables to the version of this code, and tells whether they are. Idempotent."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from portal.db import Database
from portal.models import metadata

FOLDER = Path(__file__).resolve().parent / "migrations"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, to: str = "head") -> None:
    """Runs what is missing, in one transaction."""
    with database.write() as unit:
        command.upgrade(_config(unit.connection), to)
        unit.commit()


def up_to_date(database: Database) -> bool:
    """Whether the tables are those of this code."""
    with database.read() as unit:
        current = MigrationContext.configure(unit.connection).get_current_heads()
        heads = ScriptDirectory.from_config(_config(unit.connection)).get_heads()
    return set(current) == set(heads)


def differences(database: Database) -> list[object]:
    """What the models say and the migrated tables do not; empty when both agree."""
    with database.read() as unit:
        return list(compare_metadata(MigrationContext.configure(unit.connection), metadata))
