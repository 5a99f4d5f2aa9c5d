"""Access tokens (SHA-256), void once client or secret has ended."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ApiToken(Model):
    __tablename__ = "api_token"

    token_hash: bytes = Field(primary_key=True)
    client_id: str = Field(foreign_key="api_client.id", index=True)
    secret_id: int = Field(sa_type=Number, foreign_key="api_secret.id")
    scopes: str
    made_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger, index=True)
