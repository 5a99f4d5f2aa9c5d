"""One question of a section to another one about a case (意見照会), with its day and its answer."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Opinion(SQLModel, table=True):
    """Asked, and then answered or taken back, once. The section that is asked has no other right to the case."""

    __tablename__ = "opinion"
    metadata = metadata
    __table_args__ = (
        UniqueConstraint("application_id", "once"),
        Index("ix_opinion_asked", "state", "duty", "due", "id"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # of the form it was asked in: sent twice, it is one question
    duty: str  # of the section that is asked
    state: str  # asked, answered, taken_back
    due: str
    asked_by: int = Field(sa_type=Number, foreign_key="staff.id")
    asked_at: int = Field(sa_type=BigInteger)
    sealed_question: bytes  # the question, and the answers of the case that may be read
    ended_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_answer: bytes | None = None
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # the section that asked has read the answer
