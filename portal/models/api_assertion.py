"""A signed assertion (client_secret_jwt) that was used: its key makes the second use fail, on whichever process it comes."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class ApiAssertion(SQLModel, table=True):
    """Kept until the assertion would be refused for its age."""

    __tablename__ = "api_assertion"
    metadata = metadata

    client_id: str = Field(primary_key=True, foreign_key="api_client.id")
    jti_hash: bytes = Field(primary_key=True)
    ends_at: int = Field(sa_type=BigInteger, index=True)
