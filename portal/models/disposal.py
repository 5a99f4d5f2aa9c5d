"""A list of applications that need not be kept any more (廃棄候補一覧): proposed, approved by another person, carried out."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_OPEN = text("state IN ('proposed', 'approved')")


class Disposal(SQLModel, table=True):
    """`state` proposed, approved (carried out from `day` on), done, dropped."""

    __tablename__ = "disposal"
    metadata = metadata
    # Two who propose at once make one list: no application stands in two.
    __table_args__ = (
        Index("ix_disposal_one_open", "duty", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_disposal_state_day", "state", "day"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    duty: str
    free_by: str  # ISO day: what need not be kept on it
    state: str
    digest: bytes  # SHA-256 over the lines that were approved; b"" before
    proposed_by: str  # login
    proposed_at: int = Field(sa_type=BigInteger)
    approved_by: str = ""
    approved_at: int | None = Field(default=None, sa_type=BigInteger)
    day: str = ""  # ISO day from which it is carried out
    ended_by: str = ""  # who dropped it, or the job
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
