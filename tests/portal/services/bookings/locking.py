"""A place of the screening procedure whose door opens with a number."""

from dataclasses import dataclass, field, replace
from typing import Any

from forms.city.times import Lock
from integrations.locks.embedded import Embedded
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.lock_socket import Number, Opening
from portal.jobs.bookings.keep_door_keys import keep_door_keys
from portal.jobs.send_notices import send_notices
from portal.services.bookings.change_reservation import bookings_of
from portal.services.bookings.door_keys import Door, doors_of
from portal.services.cases.cases import case_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session


@dataclass
class Recorded(Embedded):
    """A service that can be down, and knows what is open: from when until when, by name."""

    down: str = ""
    given: dict[str, Opening] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def _ask(self, what: str) -> None:
        if self.down:
            raise AdapterError(self.down, permanent=self.down == "LOCK_REFUSED")
        self.asked.append(what)

    def give(self, opening: Opening) -> Number:
        self._ask("give")
        self.given[opening.name] = opening
        return super().give(opening)

    def move(self, access: str, opening: Opening) -> Number:
        self._ask("move")
        self.given[access] = opening
        return Number(access, "246810")

    def take_back(self, access: str) -> None:
        self._ask("take back")
        self.given.pop(access, None)


def locked(installation: Installation, locks: Any, **lock: Any) -> Installation:
    """`lock`: as in slots.yaml."""
    how = Lock(**{"doors": ("lung-door",), "given": "booked", **lock})
    times = installation.city.times
    resources = tuple(
        row.model_copy(update={"lock": how}) if row.id == "lung" else row for row in times.resources
    )  # fmt: skip
    times = times.model_copy(update={"resources": resources})
    return replace(installation, city=installation.city.model_copy(update={"times": times}), locks=locks)


def work(installation: Installation) -> None:
    """What the jobs do."""
    keep_door_keys(installation)
    send_notices(installation)


def door_of(installation: Installation, session: Session, number: str) -> Door | None:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return doors_of(installation, unit, case, bookings_of(installation, unit, case)).get("lung_slot")
