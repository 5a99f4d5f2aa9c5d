"""Counts of deleted applications by sort."""

from sqlalchemy import Integer
from sqlmodel import Field

from portal.models.base import Model


class PastCount(Model):
    __tablename__ = "past_count"

    duty: str = Field(primary_key=True)
    procedure: str = Field(primary_key=True)
    month: str = Field(primary_key=True)  # 2026-11
    door: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    # Upper bound of the duration group.
    days: int = Field(sa_type=Integer, primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int
