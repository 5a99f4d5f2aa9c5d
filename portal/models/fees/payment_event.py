"""The append-only history of payments."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_PART = text("what = 'approve part'")


class PaymentEvent(Model):
    __tablename__ = "payment_event"
    # The worker looks for approved parts every 20 seconds.
    __table_args__ = (Index("ix_payment_event_part", "payment_id", sqlite_where=_PART, postgresql_where=_PART),)
    sealed_under = ("application",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    payment_id: int = Field(sa_type=Number, foreign_key="payment.id", index=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    what: str  # begin, notice, answer, expire, receive, ask refund, refund, ask part …
    report: str = Field(sa_column_kwargs={"name": "told"})  # the reported state, or the part's number
    amount: int = Field(sa_type=BigInteger)  # as reported
    from_state: str
    to_state: str
    nonce: str | None = Field(default=None, unique=True)
    sealed_words: bytes | None = Field(default=None)  # reason for the refund
