"""Data that prefill a draft, which are no answers."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class DraftSource(Model):
    __tablename__ = "draft_source"
    sealed_under = ("draft",)

    draft_id: str = Field(primary_key=True, foreign_key="draft.id", ondelete="CASCADE")
    source: str = Field(primary_key=True)
    sealed_told: bytes
    told_at: int = Field(sa_type=BigInteger)
