"""Orders begun at a counter, in its till."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class TillOrder(Model):
    __tablename__ = "till_order"
    stays = "tells which counter began an order, by its number; what came of it is in the till"

    payment_number: str = Field(primary_key=True)
    place: str = Field(index=True)
    receipt_number: str
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    made_at: int = Field(sa_type=BigInteger)
