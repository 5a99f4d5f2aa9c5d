"""案内, with the member's rights checked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.errors import NotFound, NotYours, required
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.shared.rights import Member
from portal.store.campaigns import campaigns
from portal.store.campaigns.campaigns import CampaignRow
from portal.store.campaigns.invitations import InvitationRow

PREVIEW, OPEN, ENDED = "preview", "open", "ended"


@dataclass(frozen=True)
class Addressed:
    """Only `reference` for people handled by their office."""

    reference: str
    name: str
    postal: str
    address: str
    building: str
    birth: str
    mail: str
    language: str = "ja"

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
        return "" if row.sealed_code is None else str(self.box.open(f"code:{row.number}", row.sealed_code))


def expired(row: CampaignRow, today: date) -> bool:
    return row.state == ENDED or date.fromisoformat(row.expires) < today


def ended_early(row: CampaignRow, today: date) -> bool:
    return row.state == ENDED and date.fromisoformat(row.expires) >= today


def new_campaign_key(keys: KeyStore) -> tuple[str, Sealer, WrappedKey]:
    uid = secrets.token_urlsafe(16)
    return uid, *campaign_key(keys, uid)


def campaign_key(keys: KeyStore, uid: str) -> tuple[Sealer, WrappedKey]:
    return new_sealer(keys, f"campaign:{uid}")


def campaign_sealer(keys: KeyStore, uid: str, key_id: str, wrapped: bytes) -> Sealer:
    return sealer(keys, f"campaign:{uid}", WrappedKey(key_id, wrapped))


def opened(keys: KeyStore, row: CampaignRow) -> Campaign:
    return Campaign(row, campaign_sealer(keys, row.uid, row.key_id, row.wrapped_key))


def campaign_of_member(keys: KeyStore, unit: Unit, member: Member, campaign_id: int) -> Campaign:
    """Raises NotFound, NotYours."""
    row = required(campaigns.by_id(unit, campaign_id), NotFound("campaign"))
    if not member.may("invite", row.duty):
        raise NotYours("campaign")
    return opened(keys, row)


def prefill_of(keys: KeyStore, prefilled: tuple[str, str, bytes, int, bytes]) -> Mapping[str, Any]:
    uid, key_id, wrapped, number, sealed = prefilled
    answers: Mapping[str, Any] = campaign_sealer(keys, uid, key_id, wrapped).open(f"prefill:{number}", sealed)
    return answers
