"""DV支援措置, 秘匿, of people or applications; lifted rows stay."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class Protection(Model):
    __tablename__ = "protection"
    wrapped_as = "protection:{token}:{application_id}"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    token: str = Field(index=True)  # keyed hash of name and birth; "" = only the application
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    basis: str  # register, staff
    actor: str
    key_id: str
    wrapped_key: bytes
    sealed_reason: bytes
    marked_at: int = Field(sa_type=BigInteger)
    lifted_at: int | None = Field(default=None, sa_type=BigInteger)
    lifted_by: str = ""
    sealed_why_lifted: bytes | None = None
