"""Repeats an approved disposal outside; counts of deleted rows return as proof."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.services.courier.note_disposed import DISPOSED, PURGED, is_disposed
from portal.services.disposal.carry_out_disposal import throw_away
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow
from portal.store.disposal import disposals
from portal.store.disposal.disposals import DONE, LineRow

Payload = Mapping[str, Any]
Report = dict[str, Any]
_BY = "courier"
# Obstacles to disposal that only the outer zone knows: money at the provider, and messages not sent yet.
_AGAINST = frozenset({"money", "sending"})


def report_disposed(_installation: Basics, unit: Unit) -> Iterator[tuple[str, object, Callable[[], Report]]]:
    return _stored(unit, DISPOSED)


def report_purged(_installation: Basics, unit: Unit) -> Iterator[tuple[str, object, Callable[[], Report]]]:
    return _stored(unit, PURGED)


def _stored(unit: Unit, kind: str) -> Iterator[tuple[str, object, Callable[[], Report]]]:
    for row in courier_items.unacknowledged(unit, kind):
        item: Report = json.loads(row.content)
        yield row.key.partition("/")[2], item, lambda item=item: item  # type: ignore[misc]


def apply_disposal(installation: Basics, uid: str, item: Payload, actor: Actor) -> None:
    """Outside. Raises LeftOver while a payment or a notice is open."""
    counts: Mapping[str, int] = {}
    with installation.database.erase() as unit:
        now, case = to_micro(installation.clock.now()), applications.by_uid(unit, uid)
        if case is not None:
            counts = _throw_away(installation, unit, case, item, now)
        key = f"{PURGED}/{uid}"
        if courier_items.of(unit, key) is None:
            courier_items.keep(
                unit, ItemRow(key, json.dumps({"at": now, "rows": sum(counts.values()), "list": item["list"]}))
            )
        taken = courier_items.of(unit, f"{DISPOSED}/{uid}") or ItemRow(f"{DISPOSED}/{uid}")
        courier_items.keep(unit, replace(taken, taken_step=item["step"], owes=True))
        unit.commit()


def _throw_away(
    installation: Basics, unit: Unit, case: ApplicationRow, item: Payload, now: int
) -> Mapping[str, int]:  # fmt: skip
    obstacles = disposals.against(unit, [case.id]).get(case.id, frozenset()) & _AGAINST
    if obstacles or case.decided_at is None or case.id == disposals.newest(unit):
        raise LeftOver("kept")
    number = disposals.add(unit, case.duty, item["free_by"], _BY, now)
    if number is None:
        raise LeftOver("kept")  # a list of this duty is open: no line may be added to it
    free_on, ended_on = item["free_by"], tokyo_day(from_micro(case.decided_at)).isoformat()
    line = LineRow(
        number, case.id, case.receipt_number, case.procedure, case.version, case.meaning, case.duty, case.door,
        case.arrival_place, case.arrival_basis, case.arrived_at, case.decided_at, case.state, max(free_on, ended_on), "",
    )  # fmt: skip
    disposals.add_lines(unit, [line])
    digest = bytes.fromhex(item["list"])
    disposals.approve(unit, number, digest=digest, by=_BY, day=item["day"], now=now)
    row = disposals.by_id(unit, number)
    counts = throw_away(installation, unit, row, line, case) if row is not None else None
    if counts is None:
        raise LeftOver("kept")
    disposals.end(unit, number, DONE, _BY, now)
    return counts


def apply_purged(installation: Basics, uid: str, item: Payload, actor: Actor) -> None:
    with installation.database.change() as unit:
        key = f"{PURGED}/{uid}"
        if not is_disposed(unit, uid):
            raise LeftOver("unknown")
        row = courier_items.of(unit, key) or ItemRow(key)
        proof = json.dumps({"at": int(item["at"]), "rows": int(item["rows"]), "list": str(item["list"])[:64]})
        courier_items.keep(unit, replace(row, content=proof, taken_step=item["step"], owes=True))
