"""Where a person wants notices: one mail address, one LINE account, or paper. It stands here only once it was proved."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class Contact(SQLModel, table=True):
    """Where a person wants notices. `state` proved, or bad once a notice came back; `uses` with spaces between."""

    __tablename__ = "contact"
    metadata = metadata
    __table_args__ = (UniqueConstraint("person_id", "channel"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE")
    channel: str  # mail, line, letter
    state: str  # proved, bad
    uses: str
    language: str
    # Keyed: whose account a webhook or a bounce speaks of is found without opening any row.
    address_hash: bytes = Field(index=True)
    key_id: str
    wrapped_key: bytes
    sealed_address: bytes
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
