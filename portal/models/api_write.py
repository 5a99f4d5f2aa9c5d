"""A write of a machine that was done, by its Idempotency-Key: the same once more gets the first answer. Holds no answer of anybody."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class ApiWrite(SQLModel, table=True):
    """`digest` over method, address and body; `answer` JSON, "" until it is done (in the same transaction)."""

    __tablename__ = "api_write"
    metadata = metadata

    client_id: str = Field(primary_key=True, foreign_key="api_client.id")
    key_hash: bytes = Field(primary_key=True)
    digest: bytes
    answer: str
    made_at: int = Field(sa_type=BigInteger, index=True)
