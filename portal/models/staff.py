"""A member of staff (職員)."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Staff(SQLModel, table=True):
    """A member of staff (職員)."""

    __tablename__ = "staff"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    login: str = Field(unique=True)
    name: str
    password_hash: str
    key_id: str
    wrapped_key: bytes
    sealed_totp: bytes
    totp_step: int = Field(default=0, sa_type=BigInteger)  # the last step used: a code opens once
    made_at: int = Field(sa_type=BigInteger)
    disabled_at: int | None = Field(default=None, sa_type=BigInteger)
