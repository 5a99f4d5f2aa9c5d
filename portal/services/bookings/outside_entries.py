"""A drawing inside waits until all that the outer zone took in time has come: a draw over a part would be final (D316)."""

import json
from collections.abc import Sequence

from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.store.bookings.drawings import DrawingRow
from portal.store.cases import applications
from portal.store.courier import courier, courier_items
from portal.store.courier.courier import IN, TAKEN

ENTRIES = "entries"  # the kind of item in which the outer zone lists them


def keep_entries(numbers: Sequence[str]) -> str:
    return json.dumps({"numbers": numbers})


def entries_lacking(installation: Basics, unit: Unit, row: DrawingRow) -> int | None:
    # 0 without an outer zone; None: the list itself has not come.
    if installation.settings.zone != "inner" or not courier.last_number(unit, IN, TAKEN):
        return 0
    item = courier_items.of(unit, f"{ENTRIES}/{row.procedure}/{row.closes}")
    if item is None:
        return None
    numbers = json.loads(item.said)["numbers"]
    return sum(applications.by_number(unit, number) is None for number in numbers)
