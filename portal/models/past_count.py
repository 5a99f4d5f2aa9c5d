"""What is left of applications that are gone: how many there were of a sort. Nothing here tells which."""

from sqlalchemy import Integer
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class PastCount(SQLModel, table=True):
    """A sort: procedure, month in which it ended, door, outcome, and in how many days (a group, by its upper bound)."""

    __tablename__ = "past_count"
    metadata = metadata

    duty: str = Field(primary_key=True)
    procedure: str = Field(primary_key=True)
    month: str = Field(primary_key=True)  # 2026-11
    door: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    days: int = Field(sa_type=Integer, primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int
