"""Answers not sent yet; `stopped` drafts stay until their day of deletion."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class Draft(Model):
    __tablename__ = "draft"
    wrapped_as = "application:{id}"

    id: str = Field(primary_key=True)
    procedure: str
    meaning: str = Field(foreign_key="definition.meaning")
    door: str
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    key_id: str
    wrapped_key: bytes
    sealed_answers: bytes
    sealed_carried: bytes | None = None  # what its owner is shown after a move to a newer version
    sealed_helped: bytes | None = None  # which answers helpers wrote, until the owner sends their pages
    seen: str  # page ids, separated by spaces
    revision: int
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger, index=True)
    member_id: int | None = Field(default=None, sa_type=Number)  # of a company: whose account wrote last
    discarded_at: int | None = Field(default=None, sa_type=BigInteger, index=True)  # its owner can restore it for a day
