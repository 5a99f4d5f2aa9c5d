"""A return (補正): which fields are asked again, why, and until when. Open until answered."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_OPEN = text("answered_at IS NULL")


class Correction(SQLModel, table=True):
    """A return (補正): which fields are asked again, why, and until when. Open until answered."""

    __tablename__ = "correction"
    metadata = metadata
    __table_args__ = (Index("ix_correction_open_due", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    fields: str  # ids, spaces between
    sealed_words: bytes
    due: str
    asked_at: int = Field(sa_type=BigInteger)
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_answers: bytes | None = Field(default=None)  # given so far
    seen: str = ""
    extended: int = 0  # how often its day was put off
    reminded: str = ""  # the day that was reminded of last
    came_by: str = ""  # how the answer came, where the applicant did not send it: telephone, letter, counter, code
    sealed_note: bytes | None = Field(default=None)  # what staff noted of it
