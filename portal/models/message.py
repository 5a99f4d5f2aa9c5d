"""One message between an applicant and the office, about one application. Never changed; only that it was read is added."""

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Message(SQLModel, table=True):
    """One message between an applicant and the office, about one application. Never changed; only that it was read is added."""

    __tablename__ = "message"
    metadata = metadata
    __table_args__ = (
        UniqueConstraint("application_id", "once"),
        Index(
            "ix_message_unread",
            "application_id",
            "author",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id")
    once: str  # of the form it was written in: sent twice, it is one message
    author: str  # resident, staff
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    sealed_text: bytes
    sent_at: int = Field(sa_type=BigInteger)
    read_at: int | None = Field(default=None, sa_type=BigInteger)  # by the other side
