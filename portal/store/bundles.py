"""Bundles: which drafts are written together, and which applications were filed together."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class BundleRow:
    """`number` and `sent_at` once it was sent."""

    id: str
    number: str | None
    made_at: int
    sent_at: int | None


_COLUMNS = "id, number, made_at, sent_at"
_ADD = insert("bundle", *_COLUMNS.split(", "))
_ADD_PART = insert("bundle_part", "uid", "bundle_id", "place")
_JOIN = insert("bundle", *_COLUMNS.split(", "), tail="ON CONFLICT (id) DO NOTHING")
_JOIN_PART = insert("bundle_part", "uid", "bundle_id", "place", tail="ON CONFLICT (uid) DO NOTHING")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM bundle WHERE id = :id")
_BY_NUMBER = sql(f"SELECT {_COLUMNS} FROM bundle WHERE number = :number")
_OF_PART = sql("SELECT bundle_id FROM bundle_part WHERE uid = :uid")
_UIDS = sql("SELECT uid FROM bundle_part WHERE bundle_id = :bundle_id ORDER BY place, uid")
_OF_UIDS = sql("SELECT uid, bundle_id FROM bundle_part WHERE uid IN :uids").bindparams(
    bindparam("uids", expanding=True)
)
# Changes nothing, and lets nobody else into this bundle until the unit ends.
_LOCK = sql("UPDATE bundle SET made_at = made_at WHERE id = :id")
_SEND = sql("UPDATE bundle SET number = :number, sent_at = :now WHERE id = :id AND sent_at IS NULL")
_TAKE_OUT = sql("DELETE FROM bundle_part WHERE uid = :uid")
_TOUCH = sql(
    "UPDATE draft SET changed_at = :now WHERE changed_at < :now "
    "AND id IN (SELECT uid FROM bundle_part WHERE bundle_id = :bundle_id)"
)
# A draft that ended leaves a line behind; what has none any more is no bundle. Lines of what was sent go with the application.
_SWEEP_PARTS = sql(
    "DELETE FROM bundle_part WHERE bundle_id IN (SELECT id FROM bundle WHERE sent_at IS NULL) "
    "AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.id = bundle_part.uid)"
)
_EMPTY = "NOT EXISTS (SELECT 1 FROM bundle_part WHERE bundle_part.bundle_id = bundle.id)"
_SWEEP = sql(f"DELETE FROM bundle WHERE sent_at IS NULL AND {_EMPTY}")
_REMOVE_EMPTY = sql(f"DELETE FROM bundle WHERE id = :id AND {_EMPTY}")


def add(unit: Unit, row: BundleRow, uids: Sequence[str]) -> None:
    """With its parts, in this order."""
    run(unit, _ADD, vars(row))
    run(unit, _ADD_PART, [{"uid": uid, "bundle_id": row.id, "place": place} for place, uid in enumerate(uids, 1)])


def join(unit: Unit, row: BundleRow, uid: str, place: int) -> None:
    """One part of a bundle that was sent elsewhere; nothing where it is there."""
    run(unit, _JOIN, vars(row))
    run(unit, _JOIN_PART, {"uid": uid, "bundle_id": row.id, "place": place})


def by_id(unit: Unit, bundle_id: str) -> BundleRow | None:
    row = one(unit, _BY_ID, id=bundle_id)
    return BundleRow(*row) if row else None


def by_number(unit: Unit, number: str) -> BundleRow | None:
    row = one(unit, _BY_NUMBER, number=number)
    return BundleRow(*row) if row else None


def of_part(unit: Unit, uid: str) -> str:
    """The bundle of a draft or an application; "" where it is filed alone."""
    row = one(unit, _OF_PART, uid=uid)
    return str(row[0]) if row else ""


def of_parts(unit: Unit, uids: Sequence[str]) -> dict[str, str]:
    """The same of several; those that are filed alone are not there."""
    return {row[0]: row[1] for row in every(unit, _OF_UIDS, uids=list(uids) or [""])}


def uids(unit: Unit, bundle_id: str) -> list[str]:
    """Drafts and applications, in the order of the bundle."""
    return [row[0] for row in every(unit, _UIDS, bundle_id=bundle_id)]


def lock(unit: Unit, bundle_id: str) -> bool:
    """Whoever comes second waits, and sees what the first one stored. Before any of its drafts is touched, so that two never
    wait for each other. False if it is gone."""
    return run(unit, _LOCK, {"id": bundle_id}).rowcount == 1


def send(unit: Unit, bundle_id: str, number: str, now: int) -> bool:
    """False if it was sent before."""
    return run(unit, _SEND, {"id": bundle_id, "number": number, "now": now}).rowcount == 1


def take_out(unit: Unit, uid: str) -> None:
    run(unit, _TAKE_OUT, {"uid": uid})


def touch(unit: Unit, bundle_id: str, now: int) -> None:
    """Its drafts end together: what was written into one of them keeps all."""
    run(unit, _TOUCH, {"bundle_id": bundle_id, "now": now})


def sweep(unit: Unit) -> None:
    """What is left of drafts that are gone."""
    run(unit, _SWEEP_PARTS, {})
    run(unit, _SWEEP, {})


def remove_empty(unit: Unit, bundle_id: str) -> None:
    """With the last of its parts; nothing while it has one."""
    run(unit, _REMOVE_EMPTY, {"id": bundle_id})
