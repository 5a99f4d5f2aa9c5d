"""What happened to a payment, as it was told: append-only. A nonce of the provider stands here once."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class PaymentEvent(SQLModel, table=True):
    """What happened to a payment, as it was told: append-only."""

    __tablename__ = "payment_event"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    payment_id: int = Field(sa_type=Number, foreign_key="payment.id", index=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    what: str  # begin, notice, answer, expire, receive, ask refund, refund
    told: str  # the state that was told
    amount: int = Field(sa_type=BigInteger)  # that was told
    from_state: str
    to_state: str
    nonce: str | None = Field(default=None, unique=True)
    sealed_words: bytes | None = Field(default=None)  # why it is given back
