"""Procedures of a visit."""

from sqlalchemy import ForeignKey, Index, String
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class VisitItem(Model):
    __tablename__ = "visit_item"
    application_uid_in = "uid"  # a visit without items is deleted (delete_old_drafts)
    __table_args__ = (Index("ix_visit_item_uid", "uid"),)

    visit_id: str = Field(sa_column=Column(String, ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True))
    uid: str = Field(primary_key=True)
    booked: int = Field(default=0, sa_type=Number)  # 1: a booked purpose of the visit, not a draft filed there
