"""Sessions; only the cookie has the token."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class Session(Model):
    __tablename__ = "session"

    token_hash: bytes = Field(primary_key=True)  # SHA-256
    realm: str
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    made_at: int = Field(sa_type=BigInteger)
    proved_at: int = Field(sa_type=BigInteger)  # when the identity was proved; a provider may have remembered it
    seen_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger, index=True)
    # Of staff who signed in at the city's provider.
    issuer: str | None = None
    subject: str | None = None
