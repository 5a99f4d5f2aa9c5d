"""Keyed hashes of names, readings, birthdays and telephone numbers."""

from sqlalchemy import SmallInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class LookUp(Model):
    __tablename__ = "look_up"
    # Only the primary key is stored: 122 MB for four million rows on SQLite, half of what a row number would need.
    __table_args__ = ({"sqlite_with_rowid": False},)

    token: bytes = Field(primary_key=True)
    application_id: int = Field(
        sa_type=Number, primary_key=True, foreign_key="application.id", ondelete="CASCADE", index=True,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    # Distinguishes the people of one application, from 1; 0 = belongs to no person.
    person: int = Field(sa_type=SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
