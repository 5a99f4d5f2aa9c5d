"""What a resident has by a decision (有効期間), one row per term."""

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from portal.models.base import Model, Number

_WAITS = text("remind_on != ''")


class Entitlement(Model):
    __tablename__ = "entitlement"
    __table_args__ = (
        UniqueConstraint("application_id", "made_at", "row_name"),
        Index("ix_entitlement_remind_on", "remind_on", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    outcome: str  # id of the definition's outcome
    made_at: int = Field(sa_type=BigInteger)  # of its result
    row_name: str  # result.child.1; "" outside of rows
    first_on: str  # the day it takes effect, ISO
    last_on: str  # the last day, ISO; "" without an end
    remind_on: str  # the next day on which the resident is reminded; "" = none any more
    ended_at: int | None = Field(default=None, sa_type=BigInteger)  # a later decision has replaced it
