import time

from sqlalchemy import text

from portal.cli.problem import both, complain, outage_sentence
from portal.config import Settings
from portal.db import Database
from portal.outages import AWAY, BUSY, outage_of
from portal.services.shared.installation import Installation
from portal.services.shared.kept_definitions import Shared
from portal.wiring import install

_PAUSE = 2.0


def install_patiently(settings: Settings, shared: Shared | None = None) -> Installation:
    """Reports the wait once. Raises what `install` raises, once the database answers."""
    database = Database(settings.database)
    # SQLite is a file of this machine: what keeps it from opening does not pass.
    waits, complained = not database.sqlite, False
    while waits:
        try:
            with database.read() as unit:
                unit.connection.execute(text("SELECT 1"))
            waits = False
        except Exception as error:
            if outage_of(error) not in (AWAY, BUSY):
                raise
            if not complained:
                complain(both(outage_sentence(error), "つながるまで待ちます。 / Waiting for it."))
            complained = True
            time.sleep(_PAUSE)
    database.close()
    return install(settings, shared=shared)
