"""Changes that one administrator proposes and another confirms."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class StaffProposal(Model):
    __tablename__ = "staff_proposal"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    kind: str
    lines: str  # JSON
    digest: bytes | None = Field(default=None, unique=True)  # detects an open proposal of the same change
    state: str
    proposed_by: str
    proposed_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = Field(default=None)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
