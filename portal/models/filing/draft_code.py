"""Codes for another device or a helper."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class DraftCode(Model):
    __tablename__ = "draft_code"
    sealed_under = ("draft",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    draft_id: str = Field(
        sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    rights: str  # whole (the owner on another device), edit or view (a helper)
    seed: bytes  # with a key outside the database it gives the code, which is not stored
    code_hash: bytes = Field(unique=True)
    known_hash: bytes  # of the fact asked together with the code
    sealed_name: bytes | None = None  # the helper's name as the owner wrote it
    failures: int = Field(sa_type=BigInteger)
    made_at: int = Field(sa_type=BigInteger)
    ends_at: int | None = Field(default=None, sa_type=BigInteger)
    allowed: str = ""  # steps open to the helper, separated by spaces
    used_at: int | None = Field(default=None, sa_type=BigInteger)  # a helper's code opens the draft once
