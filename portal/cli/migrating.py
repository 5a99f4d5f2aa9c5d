"""`migrate`: brings the tables to this version."""

import typer

from portal.config import load_settings
from portal.db import Database
from portal.migrate import migrate as run_migrations
from portal.migrate import up_to_date

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the tables to this version; does nothing if they are."""
    database = Database(load_settings().database)
    try:
        if up_to_date(database):
            print("The tables are up to date.")
            return
        run_migrations(database)
        print("The tables are now those of this version.")
    finally:
        database.close()
