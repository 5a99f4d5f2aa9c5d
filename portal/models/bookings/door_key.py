"""Numbers that open what is booked."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class DoorKey(Model):
    __tablename__ = "door_key"
    sealed_under = ("application",)
    __table_args__ = (UniqueConstraint("application_id", "question"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id")
    question: str
    resource: str
    starts: str  # wall times of Asia/Tokyo, of the booking
    ends: str
    state: str = Field(index=True)  # wanted, given, ending, ended
    revision: int  # grows with each change, so that a late answer of the service is of an earlier one
    name: str  # at the service; contains no information
    access: str  # of the service; "" before the first answer
    sealed_number: bytes | None = None
    reminded: str = ""  # start of the time of which a mail reminded
    changed_at: int = Field(sa_type=BigInteger)
