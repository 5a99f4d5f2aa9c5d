"""Campaigns: people invited to a procedure until one day. Unique by procedure and file: a list uploaded twice is one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class CampaignRow:
    id: int
    uid: str
    procedure: str
    duty: str
    name: str
    purpose: str
    expires: str
    keep_days: int
    state: str
    file_hash: bytes
    staff_id: int | None
    key_id: str
    wrapped_key: bytes
    made_at: int


_COLUMNS = "id, uid, procedure, duty, name, purpose, expires, keep_days, state, file_hash, staff_id, key_id, wrapped_key, made_at"
_ADD = insert("campaign", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT (procedure, file_hash) DO NOTHING RETURNING id")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM campaign WHERE id = :id")
_BY_UID = sql(f"SELECT {_COLUMNS} FROM campaign WHERE uid = :uid")
_BY_FILE = sql(f"SELECT {_COLUMNS} FROM campaign WHERE procedure = :procedure AND file_hash = :file_hash")
_LATEST = sql(f"SELECT {_COLUMNS} FROM campaign WHERE duty IN :duties ORDER BY id DESC LIMIT 100").bindparams(
    bindparam("duties", expanding=True)
)
_MOVE = sql("UPDATE campaign SET state = :to WHERE id = :id AND state = :was")
_REMOVE = sql("DELETE FROM campaign WHERE id = :id AND state = :was")
_IN_STATE = sql(f"SELECT {_COLUMNS} FROM campaign WHERE state = :state ORDER BY id")


def add(unit: Unit, campaign: CampaignRow) -> int | None:
    """The new id; None if this list was uploaded for this procedure before."""
    row = one(unit, _ADD, **{name: value for name, value in vars(campaign).items() if name != "id"})
    return int(row[0]) if row else None


def by_id(unit: Unit, campaign_id: int) -> CampaignRow | None:
    row = one(unit, _BY_ID, id=campaign_id)
    return CampaignRow(*row) if row else None


def by_uid(unit: Unit, uid: str) -> CampaignRow | None:
    row = one(unit, _BY_UID, uid=uid)
    return CampaignRow(*row) if row else None


def by_file(unit: Unit, procedure: str, file_hash: bytes) -> CampaignRow | None:
    row = one(unit, _BY_FILE, procedure=procedure, file_hash=file_hash)
    return CampaignRow(*row) if row else None


def latest(unit: Unit, duties: Sequence[str]) -> list[CampaignRow]:
    return [CampaignRow(*row) for row in every(unit, _LATEST, duties=list(duties))] if duties else []


def in_state(unit: Unit, state: str) -> list[CampaignRow]:
    return [CampaignRow(*row) for row in every(unit, _IN_STATE, state=state)]


def move(unit: Unit, campaign_id: int, was: str, to: str) -> bool:
    """False if it is not in the state `was` any more."""
    return run(unit, _MOVE, {"id": campaign_id, "was": was, "to": to}).rowcount == 1


def remove(unit: Unit, campaign_id: int, was: str) -> bool:
    """With all its invitations. False if it is not in the state `was` any more."""
    return run(unit, _REMOVE, {"id": campaign_id, "was": was}).rowcount == 1
