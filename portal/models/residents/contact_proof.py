"""Codes sent to (mail) or back from (LINE) an address."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model


class ContactProof(Model):
    __tablename__ = "contact_proof"
    wrapped_as = "contact_proof:{id}"
    __table_args__ = (UniqueConstraint("person_id", "channel"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE")
    channel: str
    code_hash: bytes = Field(index=True)  # keyed
    language: str
    key_id: str
    wrapped_key: bytes
    sealed_address: bytes
    tries: int
    ends_at: int = Field(sa_type=BigInteger, index=True)
