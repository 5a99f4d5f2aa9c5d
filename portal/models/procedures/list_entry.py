"""Entries of the lists that sections keep."""

# They are ended, never deleted: applications name them.

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class ListEntry(Model):
    __tablename__ = "list_entry"
    __table_args__ = (UniqueConstraint("list_name", "key"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    list_name: str
    key: str
    label: str
    kana: str
    easy: str
    english: str
    starts: str  # ISO day, "" = always
    ends: str  # ISO day, the last one; "" = until further notice
    note: str
    cells: str  # JSON: column → value
    place: int  # order on the page
