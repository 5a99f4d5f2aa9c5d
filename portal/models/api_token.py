"""An access token of a machine: its SHA-256, and what it opens for some minutes."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ApiToken(SQLModel, table=True):
    """Worth nothing as soon as its client or the secret that it was got with has ended."""

    __tablename__ = "api_token"
    metadata = metadata

    token_hash: bytes = Field(primary_key=True)
    client_id: str = Field(foreign_key="api_client.id", index=True)
    secret_id: int = Field(sa_type=Number, foreign_key="api_secret.id")
    scopes: str
    made_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger, index=True)
