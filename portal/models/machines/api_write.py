"""Completed writes by Idempotency-Key."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class ApiWrite(Model):
    __tablename__ = "api_write"

    client_id: str = Field(primary_key=True, foreign_key="api_client.id")
    key_hash: bytes = Field(primary_key=True)
    digest: bytes  # over method, address and body
    answer: str  # JSON without personal data; "" until done (in the same transaction)
    made_at: int = Field(sa_type=BigInteger, index=True)
