"""Residents and guests; one card at one provider is one person."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model


class Person(Model):
    __tablename__ = "person"
    wrapped_as = "person:{id}"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: str = Field(primary_key=True)
    issuer: str  # a guest has one of their own, and no card
    subject: str
    key_id: str
    wrapped_key: bytes
    sealed_card: bytes
    made_at: int = Field(sa_type=BigInteger)
    signed_in_at: int = Field(sa_type=BigInteger)
