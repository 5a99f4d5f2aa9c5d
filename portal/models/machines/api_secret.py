"""Sealed secrets, which HMAC checks need; two may be live."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ApiSecret(Model):
    __tablename__ = "api_secret"
    wrapped_as = "api secret:{id}"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    client_id: str = Field(foreign_key="api_client.id", index=True)
    # asked (another administrator has to confirm it and is shown it), live, ended, withdrawn.
    state: str
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = Field(default=None)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_by: str | None = Field(default=None)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
    key_id: str = ""
    wrapped_key: bytes | None = None
    sealed: bytes | None = None
