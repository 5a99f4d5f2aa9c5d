"""One note of the section about an application, for colleagues alone: no applicant, notice, print or hand-over ever shows it."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class CaseNote(SQLModel, table=True):
    """Never changed: what was noted was known that day."""

    __tablename__ = "case_note"
    metadata = metadata
    __table_args__ = (UniqueConstraint("application_id", "once"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # of the form it was written in: sent twice, it is one note
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    sealed_text: bytes
    written_at: int = Field(sa_type=BigInteger)
