"""Periods of a disaster form, confirmed by a second administrator."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class DisasterMode(Model):
    __tablename__ = "disaster_mode"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    procedure: str
    name: str  # for residents (令和8年11月の大雨); names no person
    reason: str  # for staff; names no person
    from_day: str
    to_day: str
    state: str
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = Field(default=None)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_by: str | None = Field(default=None)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
