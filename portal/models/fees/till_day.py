"""A counter's till of one day (レジ締め); entries and counting lock this row."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class TillDay(Model):
    __tablename__ = "till_day"
    wrapped_as = "till:{place}:{day}"
    __table_args__ = (UniqueConstraint("place", "day", name="uq_till_day_place"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    place: str  # a counter of the city
    day: str = Field(index=True)
    state: str  # open, counted, closed
    entries: int = Field(sa_type=BigInteger)
    counted: int = Field(sa_type=BigInteger)  # cash beyond the float
    key_id: str
    wrapped_key: bytes
    sealed_note: bytes  # reason for a difference
    counted_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    counted_at: int | None = Field(default=None, sa_type=BigInteger)
    closed_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
