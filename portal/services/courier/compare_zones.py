from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from forms.city.city import City
from portal.db import Unit
from portal.services.courier.report_to_inner import mark_of
from portal.services.shared.needs import Basics
from portal.store.procedures import definitions

_DAYS = 366
NOTHING: Mapping[str, Any] = {}
CALENDAR, DEFINITIONS, FILES = "calendar", "definitions", "files"


def report_common(installation: Basics) -> dict[str, Any]:
    first = installation.clock.today().replace(day=1)
    return {
        "first": first.isoformat(), "closed": _closed(installation.city, first),
        "offered": {procedure.id: procedure.meaning for procedure in installation.catalogue.all()},
    }  # fmt: skip


def differences(
    installation: Basics, unit: Unit, common: Mapping[str, Any], baggage: Mapping[str, Any] = NOTHING
) -> str:
    # Codes. The city's files only with what a laptop takes along. Closed days are compared within one month only.
    first = installation.clock.today().replace(day=1)
    codes = []
    if common["first"] == first.isoformat() and common["closed"] != _closed(installation.city, first):
        codes.append(CALENDAR)
    if not definitions.meanings(unit).issuperset(common["offered"].values()):
        codes.append(DEFINITIONS)
    if baggage and baggage["files"] != files_mark(installation.city.folder):
        codes.append(FILES)
    return " ".join(codes)


def files_mark(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def _closed(city: City, first: Any) -> str:
    calendar = city.calendar
    days = (first + timedelta(days=number) for number in range(_DAYS))
    return mark_of([day.isoformat() for day in days if calendar.closed(day)])
