"""A code that proves an address: sent to it (mail), or shown here and sent back from it (LINE). Kept as a keyed hash."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class ContactProof(SQLModel, table=True):
    """A code that proves an address. One a person and channel: a new one takes the place of the old."""

    __tablename__ = "contact_proof"
    metadata = metadata
    __table_args__ = (UniqueConstraint("person_id", "channel"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE")
    channel: str
    code_hash: bytes = Field(index=True)
    language: str
    key_id: str
    wrapped_key: bytes
    sealed_address: bytes
    tries: int
    ends_at: int = Field(sa_type=BigInteger, index=True)
