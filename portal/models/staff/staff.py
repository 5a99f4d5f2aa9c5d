"""Accounts of members of staff (職員)."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class Staff(Model):
    __tablename__ = "staff"
    wrapped_as = "staff:{login}"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    login: str = Field(unique=True)
    name: str
    password_hash: str
    key_id: str
    wrapped_key: bytes
    sealed_totp: bytes
    totp_step: int = Field(default=0, sa_type=BigInteger)  # last step used, so that each code is accepted once
    made_at: int = Field(sa_type=BigInteger)
    disabled_at: int | None = Field(default=None, sa_type=BigInteger)
