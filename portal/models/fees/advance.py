"""Orders for a fee that is paid before its application is sent; on arrival a paid one goes over to `payment`, by number."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("state = 'open'")


class Advance(Model):
    __tablename__ = "advance"
    # Pressing twice at once begins one order. The worker looks for what is under way by state.
    __table_args__ = (
        Index("ix_advance_one_open", "draft_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_advance_state", "state", "asked_at"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    number: str = Field(unique=True)  # random; the only identifier that the provider has
    draft_id: str = Field(index=True)  # without a foreign key: money outlives the draft
    person_id: str | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL", index=True)
    procedure: str
    duty: str = Field(index=True)
    # Fixed when the order begins.
    amount: int = Field(sa_type=BigInteger)
    currency: str
    state: str  # open, paid, failed, cancelled, expired, mismatch, refund_asked, refund_by_hand, refunded
    provider: str  # name of the plug
    reference: str  # the provider's own number
    ends_at: int = Field(sa_type=BigInteger)
    asked_at: int = Field(sa_type=BigInteger)  # when the provider was last asked
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
