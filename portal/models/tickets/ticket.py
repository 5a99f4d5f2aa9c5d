"""番号札: nothing of the person who took it."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Ticket(Model):
    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("day", "hall", "queue", "number"),
        Index("ix_ticket_day_hall_state", "day", "hall", "state"),
    )

    id: str = Field(primary_key=True)  # the address of its page
    once: str = Field(unique=True)  # key of the page that took it, so that pressing twice makes one ticket
    day: str
    hall: str
    queue: str
    number: int
    state: str  # waiting, called, done, absent, left
    taken_at: int = Field(sa_type=BigInteger)
    due_at: int = Field(sa_type=BigInteger)  # the order of calls: when it was taken, or the time of a booking
    calls: int = 0
    desk: int = 0  # 窓口番号
    called_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")  # who called it last
