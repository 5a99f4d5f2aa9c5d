"""Places of options and capacities that were given inside, outward: they are taken there too (D316)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.courier.carry_bookings import copy_booking
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from portal.store.bookings.reservations import ReservationRow
from portal.store.courier import courier_items

PLACES = "places"
Item = tuple[str, object, Callable[[], dict[str, Any]]]
Payload = Mapping[str, Any]


def report_places(_installation: Basics, unit: Unit) -> Iterator[Item]:
    # Inside, of applications that the outer zone does not have. A procedure without any is sent empty once.
    given: dict[str, list[list[str]]] = {row.key.partition("/")[2]: [] for row in courier_items.every_of(unit, PLACES)}
    for row in reservations.given_inside(unit):
        given.setdefault(row.resource, []).append([row.slot, row.uid])
    for procedure, places in given.items():
        yield procedure, places, lambda places=places: {"places": places}  # type: ignore[misc]


def take_places(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> None:
    # Outside. Beyond the last place none is given here until some are free.
    places = {str(uid): str(slot) for slot, uid in item["places"]}
    now, known = to_micro(installation.clock.now()), {row.uid: row for row in reservations.without_owner(unit, rest)}
    for uid in known.keys() - places.keys():
        reservations.give_back(unit, known[uid].id, now)
    for uid, slot in places.items():
        if uid not in known:
            row = ReservationRow(
                0, rest, slot, "", "", "", 1, None, None, "", None, uid, 0, made_at=now, changed_at=now, away=True
            )
            copy_booking(unit, row)
