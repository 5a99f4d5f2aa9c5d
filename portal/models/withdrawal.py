"""That an applicant stops (取下げ): at once, or asked of the section while the case is examined. Open until answered."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Withdrawal(SQLModel, table=True):
    """That an applicant stops (取下げ): at once, or asked of the section while the case is examined. Open until answered."""

    __tablename__ = "withdrawal"
    metadata = metadata
    __table_args__ = (
        # Asked twice at one moment is asked once.
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
    answer: str = ""  # granted, declined, overtaken (decided meanwhile)
    answered_by: str = ""
