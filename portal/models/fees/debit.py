"""Registrations for 口座振替 (Web口振)."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("state = 'open'")


class Debit(Model):
    __tablename__ = "debit"
    # Pressing twice at once begins one registration.
    __table_args__ = (
        Index("ix_debit_one_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_debit_open", "asked_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    sealed_under = ("application",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    number: str = Field(unique=True)  # random; the only identifier that the service has
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    state: str  # open, registered, failed, cancelled, unsure
    provider: str  # name of the plug
    reference: str  # the service's own number
    sealed_account: bytes | None = Field(default=None)  # that the bank registered, if it is disclosed
    ends_at: int = Field(sa_type=BigInteger)
    asked_at: int = Field(sa_type=BigInteger)  # when the service was last asked
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
