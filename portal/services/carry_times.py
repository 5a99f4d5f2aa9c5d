"""Times that the section closed or opened again inside are closed and open outside, too, and how many wait outside for a place is known inside.
Places that the section adds beside those of the city's file stay inside: given at both sides they would be two (D107)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal.clock import TOKYO, to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import courier_items, slot_changes, slot_waits
from portal.store.courier_items import ItemRow
from portal.store.reservations import Time

WAITS = "waits"
Item = tuple[str, object, Callable[[], dict[str, Any]]]


def tell_closed(installation: Installation, unit: Unit) -> Iterator[Item]:
    """Inside: of each resource all times to come that were ever closed or opened here."""
    today = installation.clock.today()
    for resource in sorted(slot_changes.resources(unit, today.isoformat())):
        every = slot_changes.of_resource(unit, resource, today.isoformat())
        times = sorted([slot, starts, changed.closed] for (slot, starts), changed in every.items())
        yield resource, times, lambda times=times: {"times": times}  # type: ignore[misc]


def take_closed(installation: Installation, rest: str, said: Mapping[str, Any], actor: Actor) -> None:
    """Outside. Opens and commits its own unit. Nobody who has a place loses it."""
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        row = courier_items.of(unit, said["key"]) or ItemRow(said["key"])
        if row.taken_step >= said["step"]:
            return  # somebody else took it, or a later one, a moment ago
        for slot, starts, closed in said["times"]:
            time = Time(rest, str(slot), str(starts), "", "")
            before = slot_changes.of(unit, time)
            if before.closed != bool(closed):
                slot_changes.add(unit, time, replace(before, closed=bool(closed)), str(actor), now)
                write_audit(
                    installation, unit, actor, "change slot", detail=f"{rest} {slot} {'close' if closed else 'open'}"
                )
        courier_items.keep(unit, replace(row, taken_step=said["step"], owes=True))
        unit.commit()


def tell_waits(installation: Installation, unit: Unit) -> Iterator[Item]:
    """Outside: counts, nobody's name. A resource for which nobody waits any more is told once with none."""
    now = installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")
    waits: dict[str, list[list[object]]] = {
        row.key.partition("/")[2]: [] for row in courier_items.every_of(unit, WAITS)
    }
    for resource, slot, starts, many in slot_waits.per_time(unit, now):
        waits.setdefault(resource, []).append([slot, starts, many])
    for resource, times in waits.items():
        yield resource, times, lambda times=times: {"times": times}  # type: ignore[misc]


def hear_waits(installation: Installation, rest: str, said: Mapping[str, Any], actor: Actor) -> None:
    """Inside. Opens and commits its own unit."""
    with installation.database.write() as unit:
        row = courier_items.of(unit, said["key"]) or ItemRow(said["key"])
        if row.taken_step < said["step"]:
            times = [[str(slot), str(starts), int(many)] for slot, starts, many in said["times"]]
            courier_items.keep(unit, replace(row, said=json.dumps(times), taken_step=said["step"], owes=True))
            unit.commit()


def waiting_outside(unit: Unit, resource: str) -> dict[tuple[str, str], int]:
    """Inside: how many wait outside at each (slot, starts), as far as it was carried."""
    row = courier_items.of(unit, f"{WAITS}/{resource}")
    return {(slot, starts): many for slot, starts, many in json.loads(row.said)} if row and row.said else {}
