"""Paper forms keyed once, unchecked by another person."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class PaperKeyed(Model):
    __tablename__ = "paper_keyed"
    sealed_under = ("draft",)

    draft_id: str = Field(sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True))
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    mark: str  # keyed hash of the answers
    at: int = Field(sa_type=BigInteger)
    sealed_first: bytes | None = Field(default=None)  # first entry, if a second person keys the form without seeing it
