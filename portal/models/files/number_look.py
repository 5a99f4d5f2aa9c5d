"""Views of a 個人番号 by staff, without the number."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class NumberLook(Model):
    __tablename__ = "number_look"
    sealed_under = ("application",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    place: str  # key of the answer, or the person
    purpose: str
    sealed_note: bytes
    seen_by: str  # login
    seen_at: int = Field(sa_type=BigInteger)
