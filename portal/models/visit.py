"""Somebody who came: what a counter does for them at one time, whoever of the staff does it."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Visit(SQLModel, table=True):
    """Somebody who came (来庁). Who, for whom and what they showed is sealed; it goes with what was done for them."""

    __tablename__ = "visit"
    metadata = metadata

    id: str = Field(primary_key=True)
    once: str = Field(unique=True)  # of the page on which it was begun: pressed twice it is one
    day: str = Field(index=True)
    ticket: str  # 番号札, or ""
    open_ticket: str | None = Field(default=None, unique=True)  # day and ticket as it was begun: two clerks meet here
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)  # who serves them
    key_id: str
    wrapped_key: bytes
    sealed_words: bytes
    revision: int
    begun_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger, index=True)
    parked_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_facts: bytes | None = Field(default=None)  # people of the visit and what is known of them, by source
