"""The unique key (procedure, file) blocks repeated uploads."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, update

from portal.db import Unit
from portal.models.campaigns.campaign import Campaign
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


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


_campaign = Campaign.table
_ADD = sql(
    insert_into(Campaign, CampaignRow, but=("id",))
    .on_conflict_do_nothing(index_elements=[_campaign.c.procedure, _campaign.c.file_hash])
    .returning(_campaign.c.id),
    int,
)
_BY_ID = sql(rows(CampaignRow, Campaign).where(by(_campaign.c.id)))
_BY_UID = sql(rows(CampaignRow, Campaign).where(by(_campaign.c.uid)))
_BY_FILE = sql(rows(CampaignRow, Campaign).where(by(_campaign.c.procedure, _campaign.c.file_hash)))
_LATEST = sql(
    rows(CampaignRow, Campaign)
    .where(_campaign.c.duty.in_(bindparam("duties")))
    .order_by(_campaign.c.id.desc())
    .limit(100)
)
_IN_STATE = sql(rows(CampaignRow, Campaign).where(by(_campaign.c.state)).order_by(_campaign.c.id))
_AS_IT_WAS = and_(by(_campaign.c.id), _campaign.c.state == bindparam("was"))
_MOVE = sql(update(_campaign).where(_AS_IT_WAS).values(bound("state")))
_REMOVE = sql(delete(_campaign).where(_AS_IT_WAS))


def add(unit: Unit, campaign: CampaignRow) -> int | None:
    return one(unit, _ADD, **vars(campaign))


def by_id(unit: Unit, campaign_id: int) -> CampaignRow | None:
    return one(unit, _BY_ID, id=campaign_id)


def by_uid(unit: Unit, uid: str) -> CampaignRow | None:
    return one(unit, _BY_UID, uid=uid)


def by_file(unit: Unit, procedure: str, file_hash: bytes) -> CampaignRow | None:
    return one(unit, _BY_FILE, procedure=procedure, file_hash=file_hash)


def latest(unit: Unit, duties: Sequence[str]) -> list[CampaignRow]:
    return every(unit, _LATEST, duties=duties)


def in_state(unit: Unit, state: str) -> list[CampaignRow]:
    return every(unit, _IN_STATE, state=state)


def move(unit: Unit, campaign_id: int, was: str, to: str) -> bool:
    return run(unit, _MOVE, {"id": campaign_id, "was": was, "state": to}).rowcount == 1


def remove(unit: Unit, campaign_id: int, was: str) -> bool:
    return run(unit, _REMOVE, {"id": campaign_id, "was": was}).rowcount == 1
