"""Somebody of whom nothing may be shown (DV支援措置, 秘匿): known by a keyed hash of name and birth, or an application about
them. Lifted, the row stays."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Protection(SQLModel, table=True):
    """Somebody of whom nothing may be shown, or an application about them. One of `token` and `application_id` is set."""

    __tablename__ = "protection"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    token: str = Field(index=True)  # "" = the application alone
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    basis: str  # register, staff
    actor: str
    key_id: str
    wrapped_key: bytes
    sealed_reason: bytes
    marked_at: int = Field(sa_type=BigInteger)
    lifted_at: int | None = Field(default=None, sa_type=BigInteger)
    lifted_by: str = ""
