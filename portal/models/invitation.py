"""One person's place in a campaign. Code and known fact are here as keyed hashes; who it is, and the code for printing it
again, sealed with the campaign's key."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Invitation(SQLModel, table=True):
    """One person's place in a campaign. Goes with it."""

    __tablename__ = "invitation"
    metadata = metadata
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    campaign_id: int = Field(sa_type=Number, foreign_key="campaign.id", ondelete="CASCADE")
    number: int  # its line in the file, from 1
    state: str  # ready, by_hand (no code: an office looks after them), stopped (not to be written to), revoked
    code_hash: bytes | None = Field(default=None, unique=True)
    fact_hash: bytes | None = None
    sealed_person: bytes
    sealed_prefill: bytes | None = None
    sealed_code: bytes | None = None
    printed: int = 0
    printed_at: int | None = Field(default=None, sa_type=BigInteger)
    reminded: int = 0
    opened_at: int | None = Field(default=None, sa_type=BigInteger)
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    answered_by: str | None = None  # the draft's id, which is the application's uid
