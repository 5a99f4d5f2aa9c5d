"""Inside: disposals for the outer zone to repeat, without personal data."""

import json

from portal.config import Settings
from portal.db import Unit
from portal.store.cases.applications import ApplicationRow
from portal.store.courier import courier, courier_items
from portal.store.courier.courier_items import ItemRow
from portal.store.disposal.disposals import DisposalRow

DISPOSED, PURGED = "gone", "purged"  # disposed of inside; proved removed outside


def note_disposed(settings: Settings, unit: Unit, case: ApplicationRow, disposal: DisposalRow, now: int) -> None:
    if settings.zone == "inner" and courier.of(unit, case.id) is not None:
        content = {"list": disposal.digest.hex(), "day": disposal.day, "free_by": disposal.free_by, "at": now}
        courier_items.keep(unit, ItemRow(f"{DISPOSED}/{case.uid}", json.dumps(content)))


def is_disposed(unit: Unit, uid: str) -> bool:
    return courier_items.of(unit, f"{DISPOSED}/{uid}") is not None
