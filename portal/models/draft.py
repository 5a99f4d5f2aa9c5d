"""Answers that were not sent yet. `stopped` drafts stay until their day of deletion."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Draft(SQLModel, table=True):
    """Answers that were not sent yet. `stopped` drafts stay until their day of deletion."""

    __tablename__ = "draft"
    metadata = metadata

    id: str = Field(primary_key=True)
    procedure: str
    meaning: str = Field(foreign_key="definition.meaning")
    door: str
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    key_id: str
    wrapped_key: bytes
    sealed_answers: bytes
    sealed_carried: bytes | None = None  # what its owner is to see of a move to a newer version
    sealed_helped: bytes | None = None  # which answers who helps wrote, until the owner has sent their pages
    seen: str  # page ids, spaces between
    revision: int
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger, index=True)
    discarded_at: int | None = Field(
        default=None, sa_type=BigInteger, index=True
    )  # its owner can have it back for a day
