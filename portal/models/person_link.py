"""Whom of the register a person was found to be. It stays when they get a new card."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class PersonLink(SQLModel, table=True):
    """One for a person."""

    __tablename__ = "person_link"
    metadata = metadata

    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
    sealed_number: bytes  # 宛名番号
    linked_by: str  # login
    linked_at: int = Field(sa_type=BigInteger)
