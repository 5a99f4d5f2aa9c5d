"""意見照会: the section asked gets no other right."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Opinion(Model):
    __tablename__ = "opinion"
    sealed_under = ("application",)
    __table_args__ = (
        UniqueConstraint("application_id", "once"),
        Index("ix_opinion_asked", "state", "duty", "due", "id"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # key of the form, so that sending twice makes one question
    duty: str  # of the section asked
    state: str  # asked, answered, taken_back
    due: str
    asked_by: int = Field(sa_type=Number, foreign_key="staff.id")
    asked_at: int = Field(sa_type=BigInteger)
    sealed_question: bytes  # the question and the readable answers of the case
    ended_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_answer: bytes | None = None
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # when the asking section read the answer
