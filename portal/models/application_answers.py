"""The answers as sent, and as corrected: one row a revision, none is ever changed."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ApplicationAnswers(SQLModel, table=True):
    """The answers as sent, and as corrected: one row a revision, none is ever changed. `sealed_left`: the keys of what was asked
    and left empty; None in rows that were stored before it was kept."""

    __tablename__ = "application_answers"
    metadata = metadata

    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id")
    revision: int = Field(primary_key=True)
    sealed_answers: bytes
    sealed_left: bytes | None
    stored_at: int = Field(sa_type=BigInteger)
