"""One application of a list: first what the list says of it, and when it is gone the record of it (廃棄記録), without anybody's data."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_GONE = text("state = 'gone'")


class DisposalLine(SQLModel, table=True):
    """`state` listed, out (taken out by somebody), kept (something stood against it on the day), gone. Once gone it is never
    changed: a database rule sees to it."""

    __tablename__ = "disposal_line"
    metadata = metadata
    __table_args__ = (
        # An application goes once; and the book finds those that went.
        Index("ix_disposal_line_gone", "application_id", unique=True, sqlite_where=_GONE, postgresql_where=_GONE),
        Index("ix_disposal_line_book", "duty", "arrived_at", sqlite_where=_GONE, postgresql_where=_GONE),
    )

    disposal_id: int = Field(sa_type=Number, primary_key=True, foreign_key="disposal.id")
    # No key of a table: the application goes, its line stays.
    application_id: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    receipt_number: str = Field(index=True)
    procedure: str
    version: int
    meaning: str
    duty: str
    door: str
    arrival_place: str
    arrival_basis: str
    arrived_at: int = Field(sa_type=BigInteger)
    ended_at: int = Field(sa_type=BigInteger)
    outcome: str
    free_on: str  # ISO day from which it need not be kept
    documents: str  # 文書番号, spaces between
    # 発送日 when it went, ISO days, spaces between
    sent: str = Field(default="", sa_column_kwargs={"server_default": ""})
    state: str
    why: str = ""  # of what was taken out or kept: a code
    by: str = ""  # login, or the job
    at: int | None = Field(default=None, sa_type=BigInteger)
    counts: str = ""  # of what is gone: JSON, table to rows
    # More of why, under the key of the application: it goes with it.
    sealed_words: bytes | None = None
