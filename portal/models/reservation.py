"""A place at a time that can be booked: held for a draft until an instant, then an application's. One row a place."""

from sqlalchemy import BigInteger, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Reservation(SQLModel, table=True):
    """A place at a time that can be booked: held for a draft until an instant, then an application's."""

    __tablename__ = "reservation"
    metadata = metadata
    # What never oversells: two who take the same place at the same moment meet this key, whatever each has counted.
    __table_args__ = (UniqueConstraint("resource", "slot", "starts", "number"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    resource: str
    slot: str
    starts: str = Field(index=True)  # wall time of Asia/Tokyo; the times of a demo move on by weeks under the same ids
    ends: str
    place: str
    number: int | None  # of the places of this time, from 1; NULL once given back
    # A draft that goes gives its places back: the database sees to it.
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    question: str
    until: int | None = Field(default=None, sa_type=BigInteger, index=True)  # of a hold
    uid: str  # names it in calendars; tells nothing
    sequence: int  # grows with each change, as calendars want it
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
    came_at: int | None = Field(default=None, sa_type=BigInteger)  # at the counter, to this time
    away: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # given at the other zone
