"""Decisions that wait for 決裁 or can be taken back."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("state IN ('proposed', 'waiting')")


class Decision(Model):
    __tablename__ = "decision"
    sealed_under = ("application",)
    # Of two simultaneous decisions the second fails; both indexes find the few open rows.
    __table_args__ = (
        Index("ix_decision_one_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_decision_leaves", "state", "leaves_at"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    # proposed (waits for approval), waiting (until `leaves_at`), done, taken_back, sent_back,
    # overtaken (the application changed meanwhile and needs a new decision).
    state: str
    outcome: str
    from_state: str  # state and answers of the application when it was decided
    answers_revision: int
    sealed_decision: bytes
    proposed_by: int = Field(sa_type=Number, foreign_key="staff.id")
    proposed_at: int = Field(sa_type=BigInteger)
    approved_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    leaves_at: int = Field(sa_type=BigInteger)  # 0 while it is proposed
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_reason: bytes | None = None  # reason for sending it back
