"""Inside: that an application which came by courier was thrown away, for the other zone to do the same. A random key, without anybody's
data."""

import json

from portal.db import Unit
from portal.services.installation import Installation
from portal.store import courier, courier_items
from portal.store.applications import ApplicationRow
from portal.store.courier_items import ItemRow
from portal.store.disposals import DisposalRow

GONE, PURGED = "gone", "purged"  # inside; and, proved, outside


def note_gone(installation: Installation, unit: Unit, case: ApplicationRow, disposal: DisposalRow, now: int) -> None:
    """In the transaction that throws it away. Nothing for what never came by courier."""
    if installation.settings.zone == "inner" and courier.of(unit, case.id) is not None:
        said = {"list": disposal.digest.hex(), "day": disposal.day, "free_by": disposal.free_by, "at": now}
        courier_items.keep(unit, ItemRow(f"{GONE}/{case.uid}", json.dumps(said)))


def is_gone(unit: Unit, uid: str) -> bool:
    """It was here, and was thrown away. It is not filed anew, whatever still comes of it."""
    return courier_items.of(unit, f"{GONE}/{uid}") is not None
