"""Days on which a disaster's procedure is taken in a shorter way, asked for by one administrator and confirmed by another."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class DisasterMode(SQLModel, table=True):
    """`name` is what residents read (令和8年11月の大雨), `reason` what staff do. It says nothing of anybody."""

    __tablename__ = "disaster_mode"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    procedure: str
    name: str
    reason: str
    from_day: str
    to_day: str
    state: str
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = Field(default=None)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_by: str | None = Field(default=None)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
