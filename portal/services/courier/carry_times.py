"""Closed times and added places outward, waiting lists without names inward."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.clock import TOKYO, Clock, from_micro, to_micro
from portal.db import Unit
from portal.services.courier.report_to_inner import mark_of
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import slot_changes, slot_waits
from portal.store.bookings.reservations import Time
from portal.store.bookings.slot_changes import Changed
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow

CLOSED, WAITS = "closed", "waits"
Item = tuple[str, object, Callable[[], dict[str, Any]]]
Payload = Mapping[str, Any]
_MINUTE = 60_000_000


@dataclass(frozen=True)
class Waiter:
    """`until` ends an offer."""

    since: datetime
    until: datetime | None


def report_closed(installation: Basics, unit: Unit) -> Iterator[Item]:
    today = installation.clock.today().isoformat()
    for resource in sorted(slot_changes.resources(unit, today)):
        changes = _closed_report(unit, resource, today)
        yield resource, changes, lambda changes=changes: changes  # type: ignore[misc]


def _closed_report(unit: Unit, resource: str, today: str) -> dict[str, Any]:
    changes = sorted(slot_changes.of_resource(unit, resource, today).items())
    return {
        "times": [[slot, starts, changed.closed] for (slot, starts), changed in changes],
        "places": [[slot, starts, changed.outside] for (slot, starts), changed in changes],
    }


def has_crossed(clock: Clock, unit: Unit, resource: str) -> bool:
    row = courier_items.of(unit, f"{CLOSED}/{resource}") or ItemRow("")
    changes = _closed_report(unit, resource, clock.today().isoformat())
    return row.there_step >= row.sent_step and row.sent_mark == mark_of(changes)


def take_closed(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> None:
    """Outside. Fewer places cancel no booking."""
    places = {(slot, starts): int(number) for slot, starts, number in item.get("places", ())}
    for slot, starts, closed in item["times"]:
        time = Time(rest, str(slot), str(starts), "", "")
        before = slot_changes.of(unit, time)
        after = replace(before, closed=bool(closed), extra=places.get((slot, starts), before.extra))
        if after != before:
            _change(installation, unit, actor, time, before, after)


def _change(
    installation: Basics, unit: Unit, actor: Actor, time: Time, before: Changed, after: Changed
) -> None:  # fmt: skip
    slot_changes.add(unit, time, after, str(actor), to_micro(installation.clock.now()))
    words = ["close" if after.closed else "open"] if after.closed != before.closed else []
    words += [f"extra {after.extra}"] if after.extra != before.extra else []
    write_audit(
        installation, unit, actor, "change slot", detail=f"{time.resource} {time.slot} {' '.join(words)}"
    )  # fmt: skip


def report_waits(installation: Basics, unit: Unit) -> Iterator[Item]:
    """Outside, to the minute. Sends a list that became empty once."""
    now = installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")
    waits: dict[str, list[list[object]]] = {
        row.key.partition("/")[2]: [] for row in courier_items.every_of(unit, WAITS)
    }
    for row in slot_waits.in_row(unit, now, to_micro(installation.clock.now())):
        since = row.made_at - row.made_at % _MINUTE
        waits.setdefault(row.resource, []).append([row.slot, row.starts, since, row.until or 0])
    for resource, rows in waits.items():
        yield resource, rows, lambda rows=rows: {"row": rows}  # type: ignore[misc]


def apply_waits(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> str:
    """Inside."""
    rows = [
        # Convert now: an invalid instant would break a page later.
        [str(slot), str(starts), to_micro(from_micro(int(since))), to_micro(from_micro(int(until)))]
        for slot, starts, since, until in item["row"]
    ]
    return json.dumps({"row": rows})


def waiting_outside(unit: Unit, resource: str) -> dict[tuple[str, str], list[Waiter]]:
    """Inside: by (slot, starts), in order."""
    row, waiters = courier_items.of(unit, f"{WAITS}/{resource}"), dict[tuple[str, str], list[Waiter]]()
    content: object = json.loads(row.content) if row is not None and row.content else {}
    for slot, starts, since, until in content["row"] if isinstance(content, dict) and "row" in content else ():
        waiters.setdefault((slot, starts), []).append(Waiter(from_micro(since), from_micro(until) if until else None))
    return waiters
