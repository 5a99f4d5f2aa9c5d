"""Lines of a disposal list, later 廃棄記録, without personal data."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_GONE = text("state = 'gone'")


class DisposalLine(Model):
    __tablename__ = "disposal_line"
    sealed_under = ("application",)
    stays = "is the record of what is gone, without anybody's data"
    __table_args__ = (
        # An application is deleted once; the book lists the deleted ones. With its number: on a laptop SQLite gives the
        # id of the last one again.
        Index(
            "ix_disposal_line_gone",
            "application_id",
            "receipt_number",
            unique=True,
            sqlite_where=_GONE,
            postgresql_where=_GONE,
        ),
        Index("ix_disposal_line_book", "duty", "arrived_at", sqlite_where=_GONE, postgresql_where=_GONE),
    )

    disposal_id: int = Field(sa_type=Number, primary_key=True, foreign_key="disposal.id")
    # No foreign key: the line outlives the application.
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
    free_on: str  # ISO day on which retention has ended
    documents: str  # 文書番号, separated by spaces
    # 発送日 as known at deletion, ISO days, separated by spaces
    sent: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # listed, out (taken out by a person), kept (blocked on the day), gone (a database rule forbids changes).
    state: str
    why: str = ""  # code of the reason for taking it out or keeping it
    by: str = ""  # login or the job
    at: int | None = Field(default=None, sa_type=BigInteger)
    counts: str = ""  # deleted rows by table, as JSON
    # More about the reason, under the application's key and deleted with it.
    sealed_words: bytes | None = None
