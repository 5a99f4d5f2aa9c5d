"""Takes what the other zone packed: each application in a unit of work of its own, with its mark or neither. The same package twice,
one before the other, one that never comes: nothing is done twice, and what was not taken is packed there again. Killed anywhere, the
same file is taken once more."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from integrations.courier_socket import CourierRefused, Parcel
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.logs import log_bug
from portal.services.actor import Actor
from portal.services.carry_items import OTHER_ZONE, is_new_item, take_item
from portal.services.compare_zones import differences
from portal.services.courier_folder import digest_of
from portal.services.installation import Installation
from portal.services.left_over import LeftOver
from portal.services.pack_courier import FORMAT, is_outer
from portal.services.take_filed import take_filed
from portal.services.take_told import take_told
from portal.store import applications, courier, courier_items
from portal.store.courier import AGAIN, ARRIVED, IN, OUT, REFUSED, TAKEN, StepRow

BUG = "bug"
# A database that was restored knows less than the other side: so many numbers more are believed, and no more written down.
_RESTORED = 10_000
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Took:
    """What became of one package: taken, again or refused. `left`: why which application (its receipt number, or "") could not be
    taken yet."""

    act: str
    number: int = 0
    reason: str = ""
    items: int = 0
    left: tuple[tuple[str, str], ...] = ()


def take_courier(installation: Installation, package: bytes, actor: Actor) -> Took:
    """Conflict where this zone has no keys. Whatever the bytes are, they are in the ledger afterwards."""
    if installation.courier is None:
        raise Conflict("courier")
    digest = digest_of(package)
    try:
        parcel = installation.courier.open(package)
        first = _first(installation, parcel)
        before = _before(installation, parcel.number, digest)
    except CourierRefused as refused:
        took = Took(REFUSED, reason=refused.code)
        _write_down(installation, took, digest, len(package), actor)
        return took
    _hear(installation, first, actor)
    left = []
    for said in first["cases"]:
        why = _take(installation, said, parcel.parts, actor)
        left += [(str(said.get("receipt_number", "")), why)] if why else []
    for said in first["items"]:
        why = _surely(partial(is_new_item, installation, said), partial(take_item, installation, said, actor))
        left += [("", why)] if why else []
    differs = "" if before else _differences(installation, first)
    took = Took(AGAIN if before else TAKEN, parcel.number, differs, len(first["cases"]), tuple(left))
    _write_down(installation, took, digest, len(package), actor)
    return took


def refuse_unread(installation: Installation, path: Path, actor: Actor) -> Took:
    """What is longer than any package is, by its sum alone: whoever writes into the folder does not fill the memory. OSError."""
    took = Took(REFUSED, reason="too_large")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _write_down(installation, took, digest, path.stat().st_size, actor)
    return took


def _first(installation: Installation, parcel: Parcel) -> Said:
    """What the package says of itself. CourierRefused where that makes no sense: who signed it has another version, or is ours."""
    try:
        first = json.loads(parcel.parts[0])
        right = first["format"] == FORMAT and first["zone"] == OTHER_ZONE[installation.settings.zone]
        right = right and all(isinstance(one, dict) and isinstance(one["uid"], str) for one in first["cases"])
        right = right and all(type(uid) is str and type(step) is int for uid, step in first["acknowledged"])
        right = right and all(isinstance(one["key"], str) and type(one["step"]) is int for one in first["items"])
        right = right and all(type(key) is str and type(step) is int for key, step in first["heard"])
        right = right and isinstance(first["common"]["first"], str) and isinstance(first["common"]["closed"], str)
        right = right and all(isinstance(one, str) for one in first["common"]["offered"].values())
        right = right and all(type(begin) is int and type(end) is int for begin, end in first["taken"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        right = False
    if not right:
        raise CourierRefused("contents")
    told: Said = first
    return told


def _before(installation: Installation, number: int, digest: str) -> bool:
    """Whether this very package came before. CourierRefused where another had its number."""
    with installation.database.read() as unit:
        known = {one.digest for one in courier.steps_of(unit, IN, number) if one.act == TAKEN}
    if known and digest not in known:
        raise CourierRefused("number_again")
    return bool(known)


def _hear(installation: Installation, first: Said, actor: Actor) -> None:
    """What the other side has by now: applications, and packages of ours."""
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        for uid, step in first["acknowledged"]:
            courier.there(unit, uid, step)
        for key, step in first["heard"]:
            courier_items.there(unit, key, step)
        known = set(courier.numbers(unit, OUT, ARRIVED))
        highest = courier.last_number(unit, OUT, courier.PACKED) + _RESTORED
        for begin, end in first["taken"]:
            for number in range(max(begin, 1), min(end, highest) + 1):
                if number not in known:
                    known.add(number)
                    courier.add_step(unit, StepRow(now, OUT, number, "", ARRIVED, actor=str(actor)))
        unit.commit()


def _take(installation: Installation, said: Said, parts: Sequence[bytes], actor: Actor) -> str:
    """Why it was left, "" where it was taken or is older than what was."""
    take: Callable[[Installation, Said, Sequence[bytes], Actor], None] = (
        take_told if is_outer(installation) else take_filed
    )

    return _surely(
        lambda: _is_new(installation, said["uid"], int(said["step"])), lambda: take(installation, said, parts, actor)
    )


def _surely(is_new: Callable[[], bool], take: Callable[[], None]) -> str:
    """Why it was left, "" where it was taken: here, before, or by another worker at this very moment."""
    try:
        if is_new():
            _unless_taken(is_new, take)
    except LeftOver as left:
        return left.reason
    except Exception as error:  # noqa: BLE001  # one that breaks must not stand before all others
        log_bug("take_courier", error)
        return BUG
    return ""


def _unless_taken(is_new: Callable[[], bool], take: Callable[[], None]) -> None:
    """Two who take the same meet each other's keys: the first stores it, and the second has nothing left to do."""
    try:
        take()
    except Exception:
        if is_new():
            raise


def _differences(installation: Installation, first: Said) -> str:
    with installation.database.read() as unit:
        return differences(installation, unit, first["common"])


def _is_new(installation: Installation, uid: str, step: int) -> bool:
    """What came before is acknowledged once more: the other side would not send it if it knew."""
    with installation.database.write() as unit:
        found = applications.by_uid(unit, uid)
        row = courier.of(unit, found.id) if found else None
        if found is None or row is None or row.taken_step < step:
            return True
        courier.keep(unit, replace(row, owes=True))
        unit.commit()
    return False


def _write_down(installation: Installation, took: Took, digest: str, size: int, actor: Actor) -> None:
    """Once for each thing that is said of it: a file that is tried again and again fills no ledger."""
    now = to_micro(installation.clock.now())
    left = len(took.left)
    step = StepRow(now, IN, took.number, digest, took.act, took.reason, took.items, left, size, str(actor))
    with installation.database.write() as unit:
        if not _said(unit, step):
            courier.add_step(unit, step)
            unit.commit()


def _said(unit: Unit, step: StepRow) -> bool:
    """Whether the last line of it has the same result. One that was left in part is tried each round."""
    same = [one for one in courier.steps_of(unit, IN, step.number) if one.digest == step.digest]
    return bool(same) and bool(step.left_over) and same[-1].left_over == step.left_over
