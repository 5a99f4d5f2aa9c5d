"""Messages between applicant and office; only `read_at` changes."""

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from portal.models.base import Model, Number


class Message(Model):
    __tablename__ = "message"
    sealed_under = ("application",)
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
    once: str  # key of the form, so that sending twice makes one message
    author: str  # resident, staff
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    sealed_text: bytes
    sent_at: int = Field(sa_type=BigInteger)
    read_at: int | None = Field(default=None, sa_type=BigInteger)  # when the other side read it
