"""Staff's open questions on who in the register filed an application."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class RegisterMatch(Model):
    __tablename__ = "register_match"
    sealed_under = ("application",)

    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    state: str  # open, matched, nobody
    sealed_card: bytes  # card data on that day
    opened_at: int = Field(sa_type=BigInteger)
    settled_by: str = ""  # login
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_reason: bytes | None = None
