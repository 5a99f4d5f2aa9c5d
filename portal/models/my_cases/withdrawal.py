"""取下げ, immediate or requested, open until answered."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number


class Withdrawal(Model):
    __tablename__ = "withdrawal"
    sealed_under = ("application",)
    __table_args__ = (
        # Two simultaneous requests make one row.
        Index(
            "uq_withdrawal_open",
            "application_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index("ix_withdrawal_application_id", "application_id"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id")
    asked_at: int = Field(sa_type=BigInteger)
    sealed_reason: bytes
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    answer: str = ""  # granted, declined, overtaken (the case was decided meanwhile)
    answered_by: str = ""
