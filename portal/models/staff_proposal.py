"""What one administrator wants to change about staff, until another one confirms it. `lines`: JSON, as it was asked."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StaffProposal(SQLModel, table=True):
    """What one administrator wants to change about staff, until another one confirms it."""

    __tablename__ = "staff_proposal"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    kind: str
    lines: str
    digest: bytes | None = Field(default=None, unique=True)  # the same once more leads here, while it waits
    state: str
    proposed_by: str
    proposed_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = Field(default=None)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
