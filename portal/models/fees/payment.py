"""Orders at the provider, and money taken at the counter."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("state = 'open'")


class Payment(Model):
    __tablename__ = "payment"
    # Pressing twice at once begins one order.
    __table_args__ = (
        Index("ix_payment_one_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    number: str = Field(unique=True)  # random; the only identifier that the provider has
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    # Fixed when the order begins.
    amount: int = Field(sa_type=BigInteger)
    currency: str
    state: str = Field(
        index=True
    )  # open, paid, failed, cancelled, expired, mismatch, refund_asked, refund_by_hand, refunded
    provider: str  # name of the plug, or counter
    reference: str  # the provider's own number
    ends_at: int = Field(sa_type=BigInteger)
    asked_at: int = Field(sa_type=BigInteger)  # when the provider was last asked
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
