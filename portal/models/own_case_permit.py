"""That a colleague lets somebody act on a case which the guard keeps them from (近親者の申請), for a day."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class OwnCasePermit(SQLModel, table=True):
    """Never changed: it ends by itself."""

    __tablename__ = "own_case_permit"
    metadata = metadata
    __table_args__ = (UniqueConstraint("application_id", "once"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # of the form it was given in: sent twice, it is one
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    given_by: int = Field(sa_type=Number, foreign_key="staff.id")
    given_at: int = Field(sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)
    sealed_reason: bytes  # with the case
