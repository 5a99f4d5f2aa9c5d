"""Drafts written and applications filed together."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, exists, select, update

from portal.db import Unit
from portal.models.bundles.bundle import Bundle
from portal.models.bundles.bundle_part import BundlePart
from portal.models.filing.draft import Draft
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class BundleRow:
    id: str
    number: str | None
    made_at: int
    sent_at: int | None


_bundle = Bundle.table
_part = BundlePart.table
_draft = Draft.table
_INSERT = insert_into(Bundle, BundleRow)
_INSERT_PART = insert_into(BundlePart, beside=("uid", "bundle_id", "place"))
_ADD = sql(_INSERT)
_ADD_PART = sql(_INSERT_PART)
_JOIN = sql(_INSERT.on_conflict_do_nothing(index_elements=[_bundle.c.id]))
_JOIN_PART = sql(_INSERT_PART.on_conflict_do_nothing(index_elements=[_part.c.uid]))
_BY_ID = sql(rows(BundleRow, Bundle).where(by(_bundle.c.id)))
_BY_NUMBER = sql(rows(BundleRow, Bundle).where(by(_bundle.c.number)))
_OF_PART = sql(select(_part.c.bundle_id).where(by(_part.c.uid)), str)
_UIDS = sql(select(_part.c.uid).where(by(_part.c.bundle_id)).order_by(_part.c.place, _part.c.uid), str)
_OF_UIDS = sql(select(_part.c.uid, _part.c.bundle_id).where(_part.c.uid.in_(bindparam("uids"))))
# This changes no value. It locks the row until the transaction ends.
_LOCK = sql(update(_bundle).where(by(_bundle.c.id)).values(made_at=_bundle.c.made_at))
_SEND = sql(
    update(_bundle)
    .where(by(_bundle.c.id), _bundle.c.sent_at.is_(None))
    .values(bound("number") | {"sent_at": bindparam("now")})
)
_TAKE_OUT = sql(delete(_part).where(by(_part.c.uid)))
_TOUCH = sql(
    update(_draft)
    .where(_draft.c.changed_at < bindparam("now"), _draft.c.id.in_(select(_part.c.uid).where(by(_part.c.bundle_id))))
    .values(changed_at=bindparam("now"))
)
# Parts of submitted bundles are deleted with their applications.
_SWEEP_PARTS = sql(
    delete(_part).where(
        _part.c.bundle_id.in_(select(_bundle.c.id).where(_bundle.c.sent_at.is_(None))),
        ~exists().where(_draft.c.id == _part.c.uid),
    )
)
_EMPTY = ~exists().where(_part.c.bundle_id == _bundle.c.id)
_SWEEP = sql(delete(_bundle).where(_bundle.c.sent_at.is_(None), _EMPTY))
_REMOVE_EMPTY = sql(delete(_bundle).where(by(_bundle.c.id), _EMPTY))


def add(unit: Unit, row: BundleRow, uids: Sequence[str]) -> None:
    run(unit, _ADD, vars(row))
    run(unit, _ADD_PART, [{"uid": uid, "bundle_id": row.id, "place": place} for place, uid in enumerate(uids, 1)])


def join(unit: Unit, row: BundleRow, uid: str, place: int) -> None:
    """Of the other zone, if missing."""
    run(unit, _JOIN, vars(row))
    run(unit, _JOIN_PART, {"uid": uid, "bundle_id": row.id, "place": place})


def by_id(unit: Unit, bundle_id: str) -> BundleRow | None:
    return one(unit, _BY_ID, id=bundle_id)


def by_number(unit: Unit, number: str) -> BundleRow | None:
    return one(unit, _BY_NUMBER, number=number)


def of_part(unit: Unit, uid: str) -> str:
    return one(unit, _OF_PART, uid=uid) or ""


def of_parts(unit: Unit, uids: Sequence[str]) -> dict[str, str]:
    return {row.uid: row.bundle_id for row in every(unit, _OF_UIDS, uids=uids)}


def uids(unit: Unit, bundle_id: str) -> list[str]:
    return every(unit, _UIDS, bundle_id=bundle_id)


def lock(unit: Unit, bundle_id: str) -> bool:
    """Until the transaction ends; a second caller waits. Before writes to its drafts: prevents deadlocks."""
    return run(unit, _LOCK, {"id": bundle_id}).rowcount == 1


def send(unit: Unit, bundle_id: str, number: str, now: int) -> bool:
    return run(unit, _SEND, {"id": bundle_id, "number": number, "now": now}).rowcount == 1


def take_out(unit: Unit, uid: str) -> None:
    run(unit, _TAKE_OUT, {"uid": uid})


def touch(unit: Unit, bundle_id: str, now: int) -> None:
    run(unit, _TOUCH, {"bundle_id": bundle_id, "now": now})


def sweep(unit: Unit) -> None:
    """Also empty bundles."""
    run(unit, _SWEEP_PARTS, {})
    run(unit, _SWEEP, {})


def remove_empty(unit: Unit, bundle_id: str) -> None:
    run(unit, _REMOVE_EMPTY, {"id": bundle_id})
