"""One case that its section wants to give to another section (移送・所管替え), and what that one said."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Transfer(SQLModel, table=True):
    """Offered, and then accepted, sent back or taken back, once. The case stays where it was until it is accepted."""

    __tablename__ = "transfer"
    metadata = metadata
    __table_args__ = (
        UniqueConstraint("application_id", "once"),
        Index("ix_transfer_offered", "state", "to_duty", "id"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # of the form it was offered in: sent twice, it is one offer
    from_duty: str
    to_duty: str
    state: str  # offered, accepted, sent_back, taken_back
    offered_by: int = Field(sa_type=Number, foreign_key="staff.id")
    offered_at: int = Field(sa_type=BigInteger)
    sealed_reason: bytes
    ended_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_answer: bytes | None = None  # why it was sent back
