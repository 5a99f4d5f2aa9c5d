"""Hand-overs that take longer than a page may."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("ended_at IS NULL")


class HandOverOrder(Model):
    __tablename__ = "hand_over_order"
    __table_args__ = (
        # What waits is handed over by one order; another one would wait for nothing.
        Index("ix_hand_over_order_open", "layout", "duty", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    layout: str
    duty: str
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    ordered_at: int = Field(sa_type=BigInteger)
    expected: int  # applications that waited when it was ordered
    examined: int = 0
    # When a worker last reported; an order of a worker that died is taken over after a while.
    claimed_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    batch_id: int | None = Field(default=None, sa_type=Number, foreign_key="export_batch.id")
    problem: str = ""  # code of why there is no batch
