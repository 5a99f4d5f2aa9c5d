"""Visits (来庁) to a counter."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class Visit(Model):
    __tablename__ = "visit"
    wrapped_as = "visit:{id}"

    id: str = Field(primary_key=True)
    once: str = Field(unique=True)  # key of the page that began it, so that pressing twice makes one visit
    day: str = Field(index=True)
    ticket: str  # 番号札 or ""
    open_ticket: str | None = Field(default=None, unique=True)  # day and ticket; detects two clerks who begin it
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)  # the clerk who serves them
    key_id: str
    wrapped_key: bytes
    sealed_words: bytes  # person and details
    revision: int
    begun_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger, index=True)
    parked_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_facts: bytes | None = Field(default=None)  # people of the visit and their data, by source
