"""Outcomes that have left, with what the desk filled in; the newest counts."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class Result(Model):
    __tablename__ = "result"
    sealed_under = ("application",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    outcome: str  # id of the definition's outcome
    decided_on: str  # 決裁日, ISO day
    sealed_values: bytes  # answers of the definition's `result`, under the case's key
    made_at: int = Field(sa_type=BigInteger)
