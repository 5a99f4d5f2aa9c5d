"""A hand-over by the clock: the key makes it one, whichever worker comes first."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class BatchRun(SQLModel, table=True):
    """`slot`: the day and the time (2026-11-20 17:30). Whoever claimed it and was killed leaves `done_at` empty: another one goes on."""

    __tablename__ = "batch_run"
    metadata = metadata

    layout: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    claimed_at: int = Field(sa_type=BigInteger)
    done_at: int | None = Field(default=None, sa_type=BigInteger)
