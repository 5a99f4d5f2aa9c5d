"""Closed days and definitions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from forms.city.city import City
from portal.db import Unit
from portal.services.courier.report_to_inner import mark_of
from portal.services.shared.needs import Basics
from portal.store.procedures import definitions

_DAYS = 366
CALENDAR, DEFINITIONS = "calendar", "definitions"


def report_common(installation: Basics) -> dict[str, Any]:
    first = installation.clock.today().replace(day=1)
    return {
        "first": first.isoformat(), "closed": _closed(installation.city, first),
        "offered": {procedure.id: procedure.meaning for procedure in installation.catalogue.all()},
    }  # fmt: skip


def differences(installation: Basics, unit: Unit, common: Mapping[str, Any]) -> str:
    """Codes. Closed days are compared within one month only."""
    first = installation.clock.today().replace(day=1)
    codes = []
    if common["first"] == first.isoformat() and common["closed"] != _closed(installation.city, first):
        codes.append(CALENDAR)
    if not definitions.meanings(unit).issuperset(common["offered"].values()):
        codes.append(DEFINITIONS)
    return " ".join(codes)


def _closed(city: City, first: Any) -> str:
    calendar = city.calendar
    days = (first + timedelta(days=number) for number in range(_DAYS))
    return mark_of([day.isoformat() for day in days if calendar.closed(day)])
