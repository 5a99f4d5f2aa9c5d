"""Accounts at the city's provider, each of one person for ever."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class StaffIdentity(Model):
    __tablename__ = "staff_identity"

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    made_at: int = Field(sa_type=BigInteger)
