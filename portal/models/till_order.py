"""An order at the payment provider that was begun at a counter."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class TillOrder(SQLModel, table=True):
    """An order that was begun at a counter: what comes of it stands in that counter's till."""

    __tablename__ = "till_order"
    metadata = metadata

    payment_number: str = Field(primary_key=True)
    place: str = Field(index=True)
    receipt_number: str
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    made_at: int = Field(sa_type=BigInteger)
