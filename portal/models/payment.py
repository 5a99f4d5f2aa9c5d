"""An order at the payment provider for the fee of an application. The amount is fixed when it is begun."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_OPEN = text("state = 'open'")


class Payment(SQLModel, table=True):
    """An order at the payment provider for the fee of an application, or money taken at the counter."""

    __tablename__ = "payment"
    metadata = metadata
    # Two who press at once begin one order.
    __table_args__ = (
        Index("ix_payment_one_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    number: str = Field(unique=True)  # drawn at random; all that the provider knows us by
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    amount: int = Field(sa_type=BigInteger)
    currency: str
    state: str = Field(
        index=True
    )  # open, paid, failed, cancelled, expired, mismatch, refund_asked, refund_by_hand, refunded
    provider: str  # the plug's name, or counter
    reference: str  # the provider's own number
    ends_at: int = Field(sa_type=BigInteger)
    asked_at: int = Field(sa_type=BigInteger)  # when the provider was asked last
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
