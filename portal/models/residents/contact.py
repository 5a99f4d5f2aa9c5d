"""Proved contacts: one mail address, LINE account, browser or paper per person."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model


class Contact(Model):
    __tablename__ = "contact"
    wrapped_as = "contact:{id}"
    __table_args__ = (UniqueConstraint("person_id", "channel"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE")
    channel: str  # mail, line, push, letter
    state: str  # proved, bad (a notice was returned)
    uses: str  # separated by spaces
    language: str
    # Keyed hash: finds the row for a webhook or a bounce without decrypting any.
    address_hash: bytes = Field(index=True)
    key_id: str
    wrapped_key: bytes
    sealed_address: bytes
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
