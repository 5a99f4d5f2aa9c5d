"""A drawing inside waits until all that the outer zone took in time has come: a draw over a part would be final (D316)."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.store.bookings.drawings import DrawingRow
from portal.store.cases import applications
from portal.store.courier import courier, courier_items
from portal.store.courier.courier import IN, TAKEN

ENTRIES = "entries"  # the kind of item in which the outer zone lists them
# Why it cannot: it has no such procedure, its version has no drawing, its settings give another last day.
PROCEDURE, DRAWING, CLOSES = "procedure", "drawing", "closes"


def keep_entries(item: Mapping[str, Any]) -> str:
    """Raises KeyError, ValueError."""
    if "why" not in item:
        return json.dumps({"numbers": [str(number) for number in item["numbers"]]})
    closes = str(item["closes"])
    return json.dumps({"why": str(item["why"]), "closes": date.fromisoformat(closes).isoformat() if closes else ""})


def entries_lacking(installation: Basics, unit: Unit, row: DrawingRow) -> int | None:
    # 0 without an outer zone; None: the list itself has not come.
    if installation.settings.zone != "inner" or not courier.last_number(unit, IN, TAKEN):
        return 0
    numbers = _kept(unit, row).get("numbers")
    return None if numbers is None else len(set(numbers) - applications.by_numbers(unit, numbers).keys())


def why_no_list(unit: Unit, row: DrawingRow) -> tuple[str, date | None]:
    # And the last day outside. ("", None): it is only on its way.
    kept = _kept(unit, row)
    return kept.get("why", ""), date.fromisoformat(kept["closes"]) if kept.get("closes") else None


def _kept(unit: Unit, row: DrawingRow) -> dict[str, Any]:
    item = courier_items.of(unit, f"{ENTRIES}/{row.procedure}/{row.closes}")
    kept: dict[str, Any] = json.loads(item.content) if item is not None else {}
    return kept
