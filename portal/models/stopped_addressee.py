"""Somebody whom a duty does not invite again, known by a keyed hash of name and birth; the name is sealed for the list."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StoppedAddressee(SQLModel, table=True):
    """Somebody whom a duty does not invite again. Outlives the campaign in which it was said."""

    __tablename__ = "stopped_addressee"
    metadata = metadata
    __table_args__ = (UniqueConstraint("duty", "mark"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    duty: str
    mark: bytes
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes
    staff_login: str
    made_at: int = Field(sa_type=BigInteger)
