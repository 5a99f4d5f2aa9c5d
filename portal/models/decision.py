"""An outcome that somebody decided and that nobody was told yet: it waits for its approver (決裁), or can still be taken back."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_OPEN = text("state IN ('proposed', 'waiting')")


class Decision(SQLModel, table=True):
    """`state` proposed (an approver is asked), waiting (until `leaves_at`), done, taken_back, sent_back, or overtaken: the
    application changed meanwhile, and somebody has to decide again."""

    __tablename__ = "decision"
    metadata = metadata
    # Two who decide at once: the second is told. And the few that are open, among all that ever were.
    __table_args__ = (
        Index("ix_decision_one_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_decision_leaves", "state", "leaves_at"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    state: str
    outcome: str
    from_state: str  # of the application, and its answers, when it was decided
    answers_revision: int
    sealed_decision: bytes
    proposed_by: int = Field(sa_type=Number, foreign_key="staff.id")
    proposed_at: int = Field(sa_type=BigInteger)
    approved_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    leaves_at: int = Field(sa_type=BigInteger)  # 0 while it is proposed
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_reason: bytes | None = None  # why it was sent back
