"""A secret of a machine, sealed: whoever checks an HMAC needs it as it is. Two may be live, so that one can follow the other."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ApiSecret(SQLModel, table=True):
    """`state` asked (another administrator has to confirm it, and is shown it), live, ended or withdrawn."""

    __tablename__ = "api_secret"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    client_id: str = Field(foreign_key="api_client.id", index=True)
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
