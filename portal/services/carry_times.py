"""Times that the section closed or opened again inside are closed and open outside, too, and the places that it adds there are given there. How
many wait outside for a place, since when and who of them was offered one is known inside, without a name: they have filed nothing yet."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.clock import TOKYO, from_micro, to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.tell_inner import mark_of
from portal.services.write_audit import write_audit
from portal.store import courier_items, slot_changes, slot_waits
from portal.store.courier_items import ItemRow
from portal.store.reservations import Time
from portal.store.slot_changes import Changed

CLOSED, WAITS = "closed", "waits"
Item = tuple[str, object, Callable[[], dict[str, Any]]]
Said = Mapping[str, Any]
_MINUTE = 60_000_000


@dataclass(frozen=True)
class Waiter:
    """Somebody who waits outside, in their order. `until`: so long a place is kept for them; None while they wait."""

    since: datetime
    until: datetime | None


def tell_closed(installation: Installation, unit: Unit) -> Iterator[Item]:
    """Inside: of each resource all times to come that were ever changed here, and how many places the other zone is to give beside its own."""
    today = installation.clock.today().isoformat()
    for resource in sorted(slot_changes.resources(unit, today)):
        said = _said(unit, resource, today)
        yield resource, said, lambda said=said: said  # type: ignore[misc]


def _said(unit: Unit, resource: str, today: str) -> dict[str, Any]:
    every = sorted(slot_changes.of_resource(unit, resource, today).items())
    return {
        "times": [[slot, starts, changed.closed] for (slot, starts), changed in every],
        "places": [[slot, starts, changed.outside] for (slot, starts), changed in every],
    }


def has_crossed(installation: Installation, unit: Unit, resource: str) -> bool:
    """Inside: whether the other zone said that it has all that was changed of these times."""
    row = courier_items.of(unit, f"{CLOSED}/{resource}") or ItemRow("")
    said = _said(unit, resource, installation.clock.today().isoformat())
    return row.there_step >= row.sent_step and row.sent_mark == mark_of(said)


def take_closed(installation: Installation, rest: str, said: Said, actor: Actor) -> None:
    """Outside. Opens and commits its own unit. Nobody who has a place loses it: of fewer places, those that are given are given."""
    with installation.database.write() as unit:
        row = courier_items.of(unit, said["key"]) or ItemRow(said["key"])
        if row.taken_step >= said["step"]:
            return  # somebody else took it, or a later one, a moment ago
        places = {(slot, starts): int(number) for slot, starts, number in said.get("places", ())}
        for slot, starts, closed in said["times"]:
            time = Time(rest, str(slot), str(starts), "", "")
            before = slot_changes.of(unit, time)
            after = replace(before, closed=bool(closed), extra=places.get((slot, starts), before.extra))
            if after != before:
                _change(installation, unit, actor, time, before, after)
        courier_items.keep(unit, replace(row, taken_step=said["step"], owes=True))
        unit.commit()


def _change(
    installation: Installation, unit: Unit, actor: Actor, time: Time, before: Changed, after: Changed
) -> None:  # fmt: skip
    slot_changes.add(unit, time, after, str(actor), to_micro(installation.clock.now()))
    what = ["close" if after.closed else "open"] if after.closed != before.closed else []
    what += [f"extra {after.extra}"] if after.extra != before.extra else []
    write_audit(
        installation, unit, actor, "change slot", detail=f"{time.resource} {time.slot} {' '.join(what)}"
    )  # fmt: skip


def tell_waits(installation: Installation, unit: Unit) -> Iterator[Item]:
    """Outside: nobody's name, to the minute. A resource for which nobody waits any more is told once with none."""
    now = installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")
    waits: dict[str, list[list[object]]] = {
        row.key.partition("/")[2]: [] for row in courier_items.every_of(unit, WAITS)
    }
    for row in slot_waits.in_row(unit, now, to_micro(installation.clock.now())):
        since = row.made_at - row.made_at % _MINUTE
        waits.setdefault(row.resource, []).append([row.slot, row.starts, since, row.until or 0])
    for resource, rows in waits.items():
        yield resource, rows, lambda rows=rows: {"row": rows}  # type: ignore[misc]


def hear_waits(installation: Installation, rest: str, said: Said, actor: Actor) -> None:
    """Inside. Opens and commits its own unit."""
    with installation.database.write() as unit:
        row = courier_items.of(unit, said["key"]) or ItemRow(said["key"])
        if row.taken_step < said["step"]:
            rows = [
                # What is no instant is left, before a page breaks on it.
                [str(slot), str(starts), to_micro(from_micro(int(since))), to_micro(from_micro(int(until)))]
                for slot, starts, since, until in said["row"]
            ]
            courier_items.keep(
                unit, replace(row, said=json.dumps({"row": rows}), taken_step=said["step"], owes=True)
            )  # fmt: skip
            unit.commit()


def waiting_outside(unit: Unit, resource: str) -> dict[tuple[str, str], list[Waiter]]:
    """Inside: who waits outside at each (slot, starts), in their order, as far as it was carried."""
    row, found = courier_items.of(unit, f"{WAITS}/{resource}"), dict[tuple[str, str], list[Waiter]]()
    told: object = json.loads(row.said) if row is not None and row.said else {}
    for slot, starts, since, until in told["row"] if isinstance(told, dict) and "row" in told else ():
        found.setdefault((slot, starts), []).append(Waiter(from_micro(since), from_micro(until) if until else None))
    return found
