"""Campaigns (案内) as use cases see them: opened, with the member's right checked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.store import campaigns
from portal.store.campaigns import CampaignRow
from portal.store.invitations import InvitationRow

PREVIEW, OPEN, ENDED = "preview", "open", "ended"


@dataclass(frozen=True)
class Addressed:
    """Who is written to. For those whom an office looks after itself only `reference` is kept."""

    reference: str
    name: str
    postal: str
    address: str
    building: str
    birth: str
    mail: str

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.address, self.building) if self.building else (self.address,)


@dataclass(frozen=True)
class Campaign:
    row: CampaignRow
    box: Sealer

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.row.expires)

    def expired(self, today: date) -> bool:
        return expired(self.row, today)

    def person(self, row: InvitationRow) -> Addressed:
        return Addressed(**self.box.open(f"person:{row.number}", row.sealed_person))

    def code(self, row: InvitationRow) -> str:
        """ "" where there is none any more."""
        return "" if row.sealed_code is None else str(self.box.open(f"code:{row.number}", row.sealed_code))


def expired(row: CampaignRow, today: date) -> bool:
    return row.state == ENDED or date.fromisoformat(row.expires) < today


def new_campaign_key(installation: Installation) -> tuple[str, Sealer, WrappedKey]:
    uid = secrets.token_urlsafe(16)
    return uid, *campaign_key(installation, uid)


def campaign_key(installation: Installation, uid: str) -> tuple[Sealer, WrappedKey]:
    """A new one for it."""
    return new_sealer(installation.keys, f"campaign:{uid}")


def campaign_sealer(installation: Installation, uid: str, key_id: str, wrapped: bytes) -> Sealer:
    return sealer(installation.keys, f"campaign:{uid}", WrappedKey(key_id, wrapped))


def opened(installation: Installation, row: CampaignRow) -> Campaign:
    return Campaign(row, campaign_sealer(installation, row.uid, row.key_id, row.wrapped_key))


def campaign_of_member(installation: Installation, unit: Unit, member: Member, campaign_id: int) -> Campaign:
    """NotFound, and NotYours shown as the same, unless a right of today covers its duty."""
    row = campaigns.by_id(unit, campaign_id)
    if row is None:
        raise NotFound("campaign")
    if not member.may("invite", row.duty):
        raise NotYours("campaign")
    return opened(installation, row)


def prefill_of(installation: Installation, found: tuple[str, str, bytes, int, bytes]) -> Mapping[str, Any]:
    uid, key_id, wrapped, number, sealed = found
    answers: Mapping[str, Any] = campaign_sealer(installation, uid, key_id, wrapped).open(f"prefill:{number}", sealed)
    return answers
