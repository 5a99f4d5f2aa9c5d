"""That a reviewer made sure of one line of the check list, or took that back. The last row of a line is what stands."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class CheckedItem(SQLModel, table=True):
    """Never changed. The words stand in the definition of the case, which is pinned; here is their mark alone."""

    __tablename__ = "checked_item"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True, ondelete="CASCADE")
    item: str  # of the words of the line, SHA-256, 16 signs
    ticked: int
    answers_revision: int  # the answers that were looked at: of others nothing was made sure
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    at: int = Field(sa_type=BigInteger)
