"""Accounts of a company, which is a `person`."""

# What they file is the company's.

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class CompanyMember(Model):
    __tablename__ = "company_member"
    sealed_under = ("person",)
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    company_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    issuer: str
    subject: str
    account: str  # prime, member, entry
    sealed_name: bytes
    made_at: int = Field(sa_type=BigInteger)
    signed_in_at: int = Field(sa_type=BigInteger)
