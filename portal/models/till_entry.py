"""Money that was taken or given back at a counter. Names nobody; stays when the application goes."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class TillEntry(SQLModel, table=True):
    """Money that was taken or given back at a counter: once each, never changed."""

    __tablename__ = "till_entry"
    metadata = metadata
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
