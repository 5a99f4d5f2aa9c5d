"""Places and yen, held for a draft or owned by an application."""

from sqlalchemy import BigInteger, UniqueConstraint, false
from sqlmodel import Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class Reservation(Model):
    __tablename__ = "reservation"
    # This key prevents overselling when two people take the same place at the same moment.
    __table_args__ = (UniqueConstraint("resource", "slot", "starts", "number"), NUMBERED_ONCE)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    resource: str
    slot: str
    starts: str = Field(index=True)  # wall time of Asia/Tokyo; demo times move by weeks under the same ids
    ends: str
    place: str
    number: int | None  # number of the place at this time, from 1; NULL once given back
    # Deleting a draft gives its places back (by the foreign key).
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    question: str
    until: int | None = Field(default=None, sa_type=BigInteger, index=True)  # end of the hold
    uid: str  # identifies it in calendars; contains no information
    sequence: int  # grows with each change, as iCalendar requires
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
    came_at: int | None = Field(default=None, sa_type=BigInteger)  # when the person came to the counter for this time
    amount: int | None = Field(default=None, sa_type=BigInteger)  # yen of a budget; NULL for a place
    away: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # assigned by the other zone
