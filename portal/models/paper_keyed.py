"""A paper form that one member of staff keyed, until another has held it against the paper."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class PaperKeyed(SQLModel, table=True):
    """Who keyed a paper form last, and the mark of what they keyed. It goes with the draft."""

    __tablename__ = "paper_keyed"
    metadata = metadata

    draft_id: str = Field(sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True))
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    mark: str  # a keyed hash of the answers: tells nothing of them
    at: int = Field(sa_type=BigInteger)
    sealed_first: bytes | None = Field(default=None)  # what they keyed, where another keys it without seeing that
