"""Used assertions (client_secret_jwt), kept until they expire, against reuse."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class ApiAssertion(Model):
    __tablename__ = "api_assertion"

    client_id: str = Field(primary_key=True, foreign_key="api_client.id")
    jti_hash: bytes = Field(primary_key=True)
    ends_at: int = Field(sa_type=BigInteger, index=True)
