"""Requests for correction (補正), open until answered."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("answered_at IS NULL")


class Correction(Model):
    __tablename__ = "correction"
    sealed_under = ("application",)
    __table_args__ = (Index("ix_correction_open_due", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    fields: str  # ids, separated by spaces
    sealed_words: bytes
    due: str
    asked_at: int = Field(sa_type=BigInteger)
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_answers: bytes | None = Field(default=None)  # answers so far
    seen: str = ""
    extended: int = 0  # how often the due day was extended
    reminded: str = ""  # due day of the last reminder
    came_by: str = ""  # telephone, letter, counter or code; "" if the applicant sent it
    sealed_note: bytes | None = Field(default=None)  # note of staff
