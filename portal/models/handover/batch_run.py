"""Scheduled hand-overs; the key admits one worker."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class BatchRun(Model):
    __tablename__ = "batch_run"

    layout: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)  # day and time, as 2026-11-20 17:30
    claimed_at: int = Field(sa_type=BigInteger)
    # Empty after a worker was killed: another worker continues.
    done_at: int | None = Field(default=None, sa_type=BigInteger)
