"""Append-only entries without names, which outlive the application."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from portal.models.base import Model, Number


class TillEntry(Model):
    __tablename__ = "till_entry"
    stays = "is the city's record of money, closed by two people: a number and an amount, and nobody"
    __table_args__ = (
        Index("ix_till_entry_place", "place", "day"),
        Index("ix_till_entry_once", "payment_number", "kind", unique=True),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    place: str
    day: str
    kind: str  # taken, returned
    method: str  # cash, cashless
    amount: int = Field(sa_type=BigInteger)
    payment_number: str
    receipt_number: str
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    at: int = Field(sa_type=BigInteger)
