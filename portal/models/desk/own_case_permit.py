"""Append-only one-day permits for blocked cases (近親者の申請)."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class OwnCasePermit(Model):
    __tablename__ = "own_case_permit"
    sealed_under = ("application",)
    __table_args__ = (UniqueConstraint("application_id", "once"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # key of the form, so that sending twice makes one permit
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    given_by: int = Field(sa_type=Number, foreign_key="staff.id")
    given_at: int = Field(sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)
    sealed_reason: bytes  # under the case's key
