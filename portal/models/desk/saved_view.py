"""Named filters of the queue."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class SavedView(Model):
    __tablename__ = "saved_view"
    __table_args__ = (NUMBERED_ONCE,)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    name: str
    query: str
    # "" = visible to its author only; else to everybody who may see this duty's cases.
    duty: str = Field(index=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    made_at: int = Field(sa_type=BigInteger)
