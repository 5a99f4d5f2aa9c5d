"""Waiting lists for full times, in order of arrival."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class SlotWait(Model):
    __tablename__ = "slot_wait"
    __table_args__ = (
        UniqueConstraint("draft_id", "question", "resource", "slot", "starts"),
        Index("ix_slot_wait_slot", "resource", "slot", "starts"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    resource: str
    slot: str
    starts: str
    draft_id: str = Field(foreign_key="draft.id", ondelete="CASCADE")
    question: str
    state: str  # waiting, offered (a place is held until `until`), passed (not taken)
    until: int | None = Field(default=None, sa_type=BigInteger)
    made_at: int = Field(sa_type=BigInteger)
