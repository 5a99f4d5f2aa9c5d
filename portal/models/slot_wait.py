"""Who waits for a place at a time that is full, in the order in which they came."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class SlotWait(SQLModel, table=True):
    """Who waits for a place at a time that is full, in the order in which they came."""

    __tablename__ = "slot_wait"
    metadata = metadata
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
    state: str  # waiting, offered (a place is held until `until`), passed (it was not taken)
    until: int | None = Field(default=None, sa_type=BigInteger)
    made_at: int = Field(sa_type=BigInteger)
