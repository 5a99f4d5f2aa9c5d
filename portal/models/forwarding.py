"""One case sent on to the prefecture (進達), with the number and day of the covering document, and how it came back."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Forwarding(SQLModel, table=True):
    """Sent, and then returned, once; a case may be sent again after that. Days are as the documents say, instants as it was entered."""

    __tablename__ = "forwarding"
    metadata = metadata
    __table_args__ = (UniqueConstraint("application_id", "once"), Index("ix_forwarding_number", "number", "sent_on"))

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # of the form it was entered in: sent twice, it is one
    number: str  # 文書番号 of the covering document; several cases may go under one
    sent_on: str
    sent_by: int = Field(sa_type=Number, foreign_key="staff.id")
    sent_at: int = Field(sa_type=BigInteger)
    due: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # as it was, where the period stands meanwhile
    returned_on: str = Field(default="", sa_column_kwargs={"server_default": ""})
    result: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sealed_words: bytes | None = None  # what the prefecture wrote
    returned_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    returned_at: int | None = Field(default=None, sa_type=BigInteger)
