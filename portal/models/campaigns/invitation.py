"""Invitations of a campaign, sealed with its key."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Invitation(Model):
    __tablename__ = "invitation"
    sealed_under = ("campaign",)
    stays = "is the campaign's, which ends by a day of its own; it names a draft that nobody finds any more"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    campaign_id: int = Field(sa_type=Number, foreign_key="campaign.id", ondelete="CASCADE")
    number: int  # line in the file, from 1
    state: str  # ready, by_hand (no code, an office handles it), stopped (no letters), revoked
    code_hash: bytes | None = Field(default=None, unique=True)  # keyed
    fact_hash: bytes | None = None  # keyed
    sealed_person: bytes
    sealed_prefill: bytes | None = None
    sealed_code: bytes | None = None  # for printing again
    printed: int = 0
    printed_at: int | None = Field(default=None, sa_type=BigInteger)
    reminded: int = 0
    opened_at: int | None = Field(default=None, sa_type=BigInteger)
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    answered_by: str | None = None  # id of the draft, which becomes the application's uid
