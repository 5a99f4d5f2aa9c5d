"""Append-only notes that never leave the section."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class CaseNote(Model):
    __tablename__ = "case_note"
    sealed_under = ("application",)
    __table_args__ = (UniqueConstraint("application_id", "once"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # key of the form, so that sending twice makes one note
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    sealed_text: bytes
    written_at: int = Field(sa_type=BigInteger)
