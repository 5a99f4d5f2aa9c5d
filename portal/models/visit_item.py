"""A procedure of a visit, by what is the same of its draft and of its application."""

from sqlalchemy import ForeignKey, Index, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class VisitItem(SQLModel, table=True):
    """A procedure of a visit: a draft that is filed there, or (`booked`) what somebody comes about."""

    __tablename__ = "visit_item"
    metadata = metadata
    __table_args__ = (Index("ix_visit_item_uid", "uid"),)

    visit_id: str = Field(sa_column=Column(String, ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True))
    uid: str = Field(primary_key=True)
    booked: int = Field(default=0, sa_type=Number)
