"""Append-only replacements of characters; the latest counts."""

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class CharacterChoice(Model):
    __tablename__ = "sign_choice"
    wrapped_as = "sign choice:{token}"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    # Deleted with the application for which it was made.
    application_id: int = Field(
        sa_column=Column(Number, ForeignKey("application.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    token: str = Field(index=True)  # keyed hash of the person
    layout: str
    key_id: str
    wrapped_key: bytes
    sealed_choice: bytes
    made_by: str  # login
    made_at: int = Field(sa_type=BigInteger)
