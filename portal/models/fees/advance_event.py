from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class AdvanceEvent(Model):
    __tablename__ = "advance_event"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    advance_id: int = Field(sa_type=Number, foreign_key="advance.id", ondelete="CASCADE", index=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    what: str  # begin, notice, answer, replace, remind, return, refund, refund by hand
    # the reported state, an error of the provider, or how staff gave it back
    report: str = Field(sa_column_kwargs={"name": "told"})
    amount: int = Field(sa_type=BigInteger)  # as reported
    from_state: str
    to_state: str
    nonce: str | None = Field(default=None, unique=True)
