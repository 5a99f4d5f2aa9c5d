"""One till of one day: what stands at a counter, until it was counted and signed off."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class TillDay(SQLModel, table=True):
    """The fees of one counter on one day (レジ締め). Whoever adds to it meets whoever counts it at this row."""

    __tablename__ = "till_day"
    metadata = metadata
    __table_args__ = (UniqueConstraint("place", "day", name="uq_till_day_place"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    place: str  # a counter of the city
    day: str = Field(index=True)
    state: str  # open, counted, closed
    entries: int = Field(sa_type=BigInteger)
    counted: int = Field(sa_type=BigInteger)  # the cash that lay there beyond the change
    key_id: str
    wrapped_key: bytes
    sealed_note: bytes  # why it differs
    counted_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    counted_at: int | None = Field(default=None, sa_type=BigInteger)
    closed_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
