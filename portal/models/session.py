"""A signed-in browser. The token itself is only in the cookie; here is its SHA-256."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Session(SQLModel, table=True):
    """A signed-in browser. The token itself is only in the cookie; here is its SHA-256."""

    __tablename__ = "session"
    metadata = metadata

    token_hash: bytes = Field(primary_key=True)
    realm: str
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    made_at: int = Field(sa_type=BigInteger)
    proved_at: int = Field(sa_type=BigInteger)  # when they showed who they are: a provider may have remembered it
    seen_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger, index=True)
