"""Each application in one transaction with its mark."""

# Repetition, order, gaps and interruptions do no harm.

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import filterfalse
from pathlib import Path
from typing import Any

from integrations.sockets.courier_socket import Contents, CourierRefused
from portal.clock import to_micro
from portal.config import Settings
from portal.db import Database, Unit
from portal.errors import Conflict
from portal.logs import bound_contextvars, log, log_bug
from portal.services.courier.apply_filed import take_filed
from portal.services.courier.apply_reports import apply_report
from portal.services.courier.bring_back import erase_acknowledged
from portal.services.courier.carry_items import OTHER_ZONE, is_figures, is_new_item, side_of, take_item
from portal.services.courier.compare_zones import differences
from portal.services.courier.folder import digest_of
from portal.services.courier.needs import CourierNeeds
from portal.services.courier.pack import FORMAT, is_outer
from portal.services.courier.report_to_inner import filed_by
from portal.services.courier.take_along import unpack_baggage
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.courier import courier, courier_items
from portal.store.courier.courier import AGAIN, ARRIVED, IN, LOST, OUT, REFUSED, TAKEN, StepRow

BUG = "bug"
REPACKED = "repacked"  # the reason of a loss that the other side noted
# After a restore from a backup, the other side knows higher numbers: so many are accepted at most.
_RESTORED = 10_000
_BEHIND = timedelta(minutes=5)  # allowed difference of the clocks
_MOST_WHY = 20  # of what is left, in the ledger
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Took:
    act: str
    number: int = 0
    reason: str = ""
    items: int = 0
    left: tuple[tuple[str, str], ...] = ()  # (receipt number or "", reason)
    peer: int = 0


def take_courier(installation: CourierNeeds, package: bytes, actor: Actor) -> Took:
    # Raises Conflict without keys.
    peer = next((number for number, sealing in installation.laptops.items() if sealing.knows(package)), 0)
    sealing = installation.laptops.get(peer) or installation.courier or next(iter(installation.laptops.values()), None)
    if sealing is None:
        raise Conflict("courier")
    digest = digest_of(package)
    try:
        contents = sealing.open(package)
        first = _first(installation.settings, contents, peer)
        _demand_clock(installation, contents)
        before = _before(installation.database, contents.number, digest, peer)
    except CourierRefused as refused:
        took = Took(REFUSED, reason=refused.code, peer=peer)
        _write_down(installation, took, digest, len(package), actor)
        return took

    def take_items(items: Iterable[Payload]) -> Iterator[tuple[str, str]]:
        for item in items:
            why = _surely(partial(is_new_item, installation, item), partial(take_item, installation, item, actor))
            if why:
                yield "", why

    # An acknowledged application is counted by the figures alone: first these, else its yen could be promised twice.
    left = list(take_items(filter(is_figures, first["items"])))
    _apply_item(installation, first, actor, peer)
    _apply_losses(installation, first.get("lost", ()), contents.number, actor, peer)
    if first.get("baggage"):
        why = _surely(lambda: True, partial(unpack_baggage, installation, first["baggage"], contents.number, actor))
        left += [("", why)] if why else []
    for application in first["cases"]:
        with bound_contextvars(**filed_by(application)):  # of the other zone, for lines here and for what is sent later
            why = _take(installation, application, contents.parts, actor, peer)
            log.info("take application", package=contents.number, code=why or TAKEN)
        left += [(str(application.get("receipt_number", "")), why)] if why else []
    left += take_items(filterfalse(is_figures, first["items"]))
    differs = "" if before else _differences(installation, first)
    took = Took(AGAIN if before else TAKEN, contents.number, differs, len(first["cases"]), tuple(left), peer)
    _write_down(installation, took, digest, len(package), actor)
    if installation.settings.laptop:
        erase_acknowledged(installation, actor)
    return took


def refuse_unread(installation: Basics, path: Path, actor: Actor) -> Took:
    # Without loading the file. Raises OSError.
    took = Took(REFUSED, reason="too_large")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _write_down(installation, took, digest, path.stat().st_size, actor)
    return took


def _first(settings: Settings, contents: Contents, peer: int) -> Payload:
    # Raises CourierRefused.
    try:
        first = json.loads(contents.parts[0])
        valid = first["format"] == FORMAT and first["zone"] == OTHER_ZONE.get(side_of(settings, peer))
        valid = valid and all(
            isinstance(application, dict) and isinstance(application["uid"], str) for application in first["cases"]
        )
        valid = valid and all(_is_mark(uid, step) for uid, step in first["acknowledged"])
        valid = valid and all(isinstance(item["key"], str) and type(item["step"]) is int for item in first["items"])
        valid = valid and all(_is_mark(key, step) for key, step in first["heard"])
        valid = valid and not (peer and (first["items"] or first["acknowledged"]))  # a laptop only brings back
        valid = valid and isinstance(first["common"]["first"], str) and isinstance(first["common"]["closed"], str)
        valid = valid and all(isinstance(version, str) for version in first["common"]["offered"].values())
        valid = valid and all(type(begin) is int and type(end) is int for begin, end in first["taken"])
        lost = first.get("lost", [])  # an earlier version has none
        valid = valid and isinstance(lost, list) and all(type(number) is int for number in lost)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        valid = False
    if not valid:
        raise CourierRefused("contents")
    content: Payload = first
    return content


def _demand_clock(installation: Basics, contents: Contents) -> None:
    # Raises CourierRefused. A laptop that is a day behind would let applications arrive in time, and accounts last longer.
    if not installation.settings.laptop:
        return
    try:
        behind = datetime.fromisoformat(contents.made_at) - installation.clock.now()
    except (ValueError, TypeError):  # no moment, or one without a zone
        raise CourierRefused("contents") from None
    if behind > _BEHIND:
        raise CourierRefused("clock")


def _is_mark(name: object, step: object) -> bool:
    # A database takes no more: it would hold up this package, and those behind it, for ever.
    return type(name) is str and name.isprintable() and type(step) is int and 0 <= step < 1 << 62


def _before(database: Database, number: int, digest: str, peer: int) -> bool:
    # Raises CourierRefused if another package had this number.
    with database.read() as unit:
        known = {step.digest for step in courier.steps_of(unit, IN, number, peer) if step.act == TAKEN}
    if known and digest not in known:
        raise CourierRefused("number_again")
    return bool(known)


def _apply_item(installation: Basics, first: Payload, actor: Actor, peer: int) -> None:
    now = to_micro(installation.clock.now())
    with installation.database.change() as unit:
        for uid, step in first["acknowledged"]:
            courier.mark_received(unit, uid, step)
        for key, step in first["heard"] if not peer else ():  # what goes along has no state
            courier_items.mark_received(unit, key, step)
        known = set(courier.numbers(unit, OUT, ARRIVED, peer))
        highest = courier.last_number(unit, OUT, courier.PACKED, peer) + _RESTORED
        below = 1  # each number once, however many ranges name it
        for begin, end in sorted(first["taken"]):
            for number in range(max(begin, below), min(end, highest) + 1):
                if number not in known:
                    courier.add_step(unit, StepRow(now, OUT, number, "", ARRIVED, actor=str(actor), peer=peer))
            below = max(below, min(end, highest) + 1)


def _apply_losses(installation: Basics, lost: Sequence[int], below: int, actor: Actor, peer: int) -> None:
    # What was in them is packed again, so that they are missing no more. Only packages before this one can be lost.
    now = to_micro(installation.clock.now())
    with installation.database.change() as unit:
        known = {number for act in (TAKEN, LOST) for number in courier.numbers(unit, IN, act, peer)}
        for number in sorted({*lost[:_RESTORED]} - known):
            if 0 < number < below:
                courier.add_step(unit, StepRow(now, IN, number, "", LOST, REPACKED, actor=str(actor), peer=peer))


def _take(installation: CourierNeeds, carried: Payload, parts: Sequence[bytes], actor: Actor, peer: int) -> str:
    take: Callable[[CourierNeeds, Payload, Sequence[bytes], Actor], None] = (
        apply_report if is_outer(installation.settings) else partial(take_filed, peer=peer)
    )

    return _surely(
        lambda: _is_new(installation.database, carried["uid"], int(carried["step"]), peer),
        lambda: take(installation, carried, parts, actor),
    )


def _surely(is_new: Callable[[], bool], take: Callable[[], None]) -> str:
    try:
        if is_new():
            _unless_taken(is_new, take)
    except LeftOver as left:
        return left.reason
    except Exception as error:  # noqa: BLE001  # one failing application must not block the others
        log_bug("take_courier", error)
        return BUG
    return ""


def _unless_taken(is_new: Callable[[], bool], take: Callable[[], None]) -> None:
    # Two workers collide on the item's key.
    try:
        take()
    except Exception:
        if is_new():
            raise


def _differences(installation: Basics, first: Payload) -> str:
    with installation.database.read() as unit:
        return differences(installation, unit, first["common"], first.get("baggage") or {})


def _is_new(database: Database, uid: str, step: int, peer: int) -> bool:
    # Acknowledges earlier ones again: the other side does not know.
    with database.write() as unit:
        application = applications.by_uid(unit, uid)
        row = courier.of(unit, application.id) if application else None
        if application is None or row is None or row.peer != peer or row.taken_step < step:
            return True
        courier.keep(unit, replace(row, owes=True))
        unit.commit()
    return False


def _write_down(installation: Basics, took: Took, digest: str, size: int, actor: Actor) -> None:
    # One line per result: retries do not fill the ledger.
    now = to_micro(installation.clock.now())
    left = len(took.left)
    reason = " ".join([*took.reason.split(), *(f"{number}:{why}" for number, why in took.left[:_MOST_WHY])])
    step = StepRow(now, IN, took.number, digest, took.act, reason, took.items, left, size, str(actor), took.peer)
    with installation.database.write() as unit:
        if not _already_reported(unit, step):
            courier.add_step(unit, step)
            unit.commit()


def _already_reported(unit: Unit, step: StepRow) -> bool:
    same = [earlier for earlier in courier.steps_of(unit, IN, step.number, step.peer) if earlier.digest == step.digest]
    return bool(same) and bool(step.left_over) and same[-1].left_over == step.left_over
