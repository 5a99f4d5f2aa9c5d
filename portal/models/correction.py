"""A return (補正): which fields are asked again, why, and until when. Open until answered."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Correction(SQLModel, table=True):
    """A return (補正): which fields are asked again, why, and until when. Open until answered."""

    __tablename__ = "correction"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    fields: str  # ids, spaces between
    sealed_words: bytes
    due: str
    asked_at: int = Field(sa_type=BigInteger)
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_answers: bytes | None = Field(default=None)  # given so far
    seen: str = ""
