"""What happened to an application: who, when, from, to, why, and the words for the applicant."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ApplicationEvent(SQLModel, table=True):
    """What happened to an application: who, when, from, to, why, and the words for the applicant."""

    __tablename__ = "application_event"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    move: str
    from_state: str
    to_state: str
    sealed_words: bytes | None = Field(default=None)
