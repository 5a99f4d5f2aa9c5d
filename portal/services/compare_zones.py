"""Whether both zones go by the same: a package says which days are closed where it was made and which versions are offered there. What
differs stands in the ledger; it changes nothing of what is carried, because each application says its own version and settings."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from portal.db import Unit
from portal.services.installation import Installation
from portal.services.tell_inner import mark_of
from portal.store import definitions

_DAYS = 366
CALENDAR, DEFINITIONS = "calendar", "definitions"


def tell_common(installation: Installation) -> dict[str, Any]:
    """The first day, a mark of the closed days of a year from there, and the versions in force by procedure."""
    first = installation.clock.today().replace(day=1)
    return {
        "first": first.isoformat(), "closed": _closed(installation, first),
        "offered": {one.id: one.meaning for one in installation.catalogue.all()},
    }  # fmt: skip


def differences(installation: Installation, unit: Unit, told: Mapping[str, Any]) -> str:
    """Words of the ledger, spaces between; "" where nothing differs. Around the turn of a month nobody compares days."""
    first = installation.clock.today().replace(day=1)
    found = []
    if told["first"] == first.isoformat() and told["closed"] != _closed(installation, first):
        found.append(CALENDAR)
    if any(definitions.by_meaning(unit, meaning) is None for meaning in told["offered"].values()):
        found.append(DEFINITIONS)
    return " ".join(found)


def _closed(installation: Installation, first: Any) -> str:
    calendar = installation.city.calendar()
    days = (first + timedelta(days=number) for number in range(_DAYS))
    return mark_of([day.isoformat() for day in days if calendar.closed(day)])
