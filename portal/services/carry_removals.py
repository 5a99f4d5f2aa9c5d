"""What is thrown away inside by an approved list goes outside, too. The list's mark is carried out, a list of one line stands there as the
database demands, and how many rows of which table went comes back as the proof. What is left inside is a random key without anybody's data."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.carry_out_disposal import throw_away
from portal.services.installation import Installation
from portal.services.left_over import LeftOver
from portal.services.note_gone import GONE, PURGED, is_gone
from portal.store import applications, courier_items, disposals
from portal.store.applications import ApplicationRow
from portal.store.courier_items import ItemRow
from portal.store.disposals import DONE, LineRow

Said = Mapping[str, Any]
Told = dict[str, Any]
_BY = "courier"
# Of what stands against it inside, what is known outside alone: money at the provider, and what has not left yet.
_AGAINST = frozenset({"money", "sending"})


def tell_gone(_installation: Installation, unit: Unit) -> Iterator[tuple[str, object, Callable[[], Told]]]:
    return _stored(unit, GONE)


def tell_purged(_installation: Installation, unit: Unit) -> Iterator[tuple[str, object, Callable[[], Told]]]:
    return _stored(unit, PURGED)


def _stored(unit: Unit, kind: str) -> Iterator[tuple[str, object, Callable[[], Told]]]:
    """Never changes once it is said, so that only what is not there yet has to be looked at."""
    for row in courier_items.untold(unit, kind):
        said: Told = json.loads(row.said)
        yield row.key.partition("/")[2], said, lambda said=said: said  # type: ignore[misc]


def take_gone(installation: Installation, uid: str, said: Said, actor: Actor) -> None:
    """Outside. LeftOver where money or a notice has yet to go; it comes again."""
    counts: Mapping[str, int] = {}
    with installation.database.erase() as unit:
        now, case = to_micro(installation.clock.now()), applications.by_uid(unit, uid)
        if case is not None:
            counts = _throw_away(installation, unit, case, said, now)
        key = f"{PURGED}/{uid}"
        if courier_items.of(unit, key) is None:
            courier_items.keep(
                unit, ItemRow(key, json.dumps({"at": now, "rows": sum(counts.values()), "list": said["list"]}))
            )
        taken = courier_items.of(unit, f"{GONE}/{uid}") or ItemRow(f"{GONE}/{uid}")
        courier_items.keep(unit, replace(taken, taken_step=said["step"], owes=True))
        unit.commit()


def _throw_away(
    installation: Installation, unit: Unit, case: ApplicationRow, said: Said, now: int
) -> Mapping[str, int]:  # fmt: skip
    standing = disposals.against(unit, [case.id]).get(case.id, frozenset()) & _AGAINST
    if standing or case.decided_at is None or case.id == disposals.newest(unit):
        raise LeftOver("kept")
    number = disposals.add(unit, case.duty, said["free_by"], _BY, now)
    if number is None:
        raise LeftOver("kept")  # a list of this duty is open here: nobody else's line may get among its own
    free_on, ended_on = said["free_by"], tokyo_day(from_micro(case.decided_at)).isoformat()
    line = LineRow(
        number, case.id, case.receipt_number, case.procedure, case.version, case.meaning, case.duty, case.door,
        case.arrival_place, case.arrival_basis, case.arrived_at, case.decided_at, case.state, max(free_on, ended_on), "",
    )  # fmt: skip
    disposals.add_lines(unit, [line])
    digest = bytes.fromhex(said["list"])
    disposals.approve(unit, number, digest=digest, by=_BY, day=said["day"], now=now)
    row = disposals.by_id(unit, number)
    counts = throw_away(installation, unit, row, line, case) if row is not None else None
    if counts is None:
        raise LeftOver("kept")
    disposals.end(unit, number, DONE, _BY, now)
    return counts


def hear_purged(installation: Installation, uid: str, said: Said, actor: Actor) -> None:
    """Inside: the proof, kept with what is told of it in the ledger."""
    with installation.database.write() as unit:
        key = f"{PURGED}/{uid}"
        if not is_gone(unit, uid):
            raise LeftOver("unknown")
        row = courier_items.of(unit, key) or ItemRow(key)
        proof = json.dumps({"at": int(said["at"]), "rows": int(said["rows"]), "list": str(said["list"])[:64]})
        courier_items.keep(unit, replace(row, said=proof, taken_step=said["step"], owes=True))
        unit.commit()
