"""The append-only history of payments."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class PaymentEvent(Model):
    __tablename__ = "payment_event"
    sealed_under = ("application",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    payment_id: int = Field(sa_type=Number, foreign_key="payment.id", index=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    what: str  # begin, notice, answer, expire, receive, ask refund, refund
    told: str  # the reported state
    amount: int = Field(sa_type=BigInteger)  # as reported
    from_state: str
    to_state: str
    nonce: str | None = Field(default=None, unique=True)
    sealed_words: bytes | None = Field(default=None)  # reason for the refund
