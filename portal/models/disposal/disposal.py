"""廃棄候補一覧, approved by a second person."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("state IN ('proposed', 'approved')")


class Disposal(Model):
    __tablename__ = "disposal"
    # Two simultaneous proposals make one list; no application is in two.
    __table_args__ = (
        Index("ix_disposal_one_open", "duty", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_disposal_state_day", "state", "day"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    duty: str
    free_by: str  # ISO day on which retention has ended
    state: str  # proposed, approved (carried out from `day` on), done, dropped
    digest: bytes  # SHA-256 over the approved lines; b"" before
    proposed_by: str  # login
    proposed_at: int = Field(sa_type=BigInteger)
    approved_by: str = ""
    approved_at: int | None = Field(default=None, sa_type=BigInteger)
    day: str = ""  # ISO day from which it is carried out
    ended_by: str = ""  # login of the person who dropped it, or the job
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
