"""A resident who has signed in, or a guest. The same card at the same provider is the same person; what the card said is
sealed. A guest has an issuer of his own and no card."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class Person(SQLModel, table=True):
    """A resident who has signed in. The same card at the same provider is the same person; what the card said is sealed."""

    __tablename__ = "person"
    metadata = metadata
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: str = Field(primary_key=True)
    issuer: str
    subject: str
    key_id: str
    wrapped_key: bytes
    sealed_card: bytes
    made_at: int = Field(sa_type=BigInteger)
    signed_in_at: int = Field(sa_type=BigInteger)
