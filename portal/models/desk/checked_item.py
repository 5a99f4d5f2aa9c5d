"""Append-only check-list ticks; an item's last row counts."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class CheckedItem(Model):
    __tablename__ = "checked_item"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True, ondelete="CASCADE")
    item: str  # SHA-256 of the item's text, 16 characters; the pinned definition has the text
    ticked: int
    answers_revision: int  # the tick holds for these answers only
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    at: int = Field(sa_type=BigInteger)
