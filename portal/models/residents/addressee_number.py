"""宛名番号 that staff linked a case to: append-only, the last row counts."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class AddresseeNumber(Model):
    __tablename__ = "addressee_number"
    sealed_under = ("application",)

    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", primary_key=True)
    place: int = Field(primary_key=True)  # 1, 2, …: of two people at a time the second is refused
    basis: str  # typed, chosen (from the register), undone
    token: str = Field(index=True)  # keyed hash of the number; "" where undone
    sealed_number: bytes  # of "" where undone
    sealed_reason: bytes | None = None
    made_by: str  # login
    made_at: int = Field(sa_type=BigInteger)
