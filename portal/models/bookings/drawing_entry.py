"""Applications in a drawing that was held, in the order in which they were drawn."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class DrawingEntry(Model):
    __tablename__ = "drawing_entry"
    __table_args__ = (
        UniqueConstraint("drawing_id", "drawn_for", "rank"),
        # This key keeps a place from being given to two people who move up at the same moment.
        UniqueConstraint("drawing_id", "drawn_for", "place"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    drawing_id: int = Field(sa_type=Number, foreign_key="drawing.id")
    # NULL in the outer zone for what was filed inside only
    application_id: int | None = Field(
        default=None, sa_type=Number, foreign_key="application.id", ondelete="CASCADE", unique=True
    )
    receipt_number: str
    drawn_for: str  # code of the option; "" = the drawing has one unit
    tickets: int
    rank: int  # within the unit, from 1; never changes
    place: int | None  # from 1; NULL: next in line, or given back
    won_at: int | None = Field(default=None, sa_type=BigInteger)
    booked_at: int | None = Field(default=None, sa_type=BigInteger)  # of a time: its winner has booked it
    ended_at: int | None = Field(default=None, sa_type=BigInteger)  # withdrawn or declined: it never moves up again
