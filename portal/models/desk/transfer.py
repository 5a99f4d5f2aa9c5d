"""移送・所管替え: the case moves on acceptance."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Transfer(Model):
    __tablename__ = "transfer"
    sealed_under = ("application",)
    __table_args__ = (
        UniqueConstraint("application_id", "once"),
        Index("ix_transfer_offered", "state", "to_duty", "id"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # key of the form, so that sending twice makes one offer
    from_duty: str
    to_duty: str
    state: str  # offered, accepted, sent_back, taken_back
    offered_by: int = Field(sa_type=Number, foreign_key="staff.id")
    offered_at: int = Field(sa_type=BigInteger)
    sealed_reason: bytes
    ended_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_answer: bytes | None = None  # reason for sending it back
