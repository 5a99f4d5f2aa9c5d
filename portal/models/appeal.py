"""An objection or a suit (審査請求, 取消訴訟) against what was decided on a case, and how it ended."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Appeal(SQLModel, table=True):
    """Until it is settled nothing of the application is thrown away. Days are as the documents say, instants as it was entered."""

    __tablename__ = "appeal"
    metadata = metadata
    __table_args__ = (UniqueConstraint("application_id", "once"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # of the form it was entered in: sent twice, it is one
    kind: str  # review, again, suit
    filed_on: str
    sealed_words: bytes  # with whom, and its number: with the case
    noted_by: int = Field(sa_type=Number, foreign_key="staff.id")
    noted_at: int = Field(sa_type=BigInteger)
    settled_on: str = Field(default="", sa_column_kwargs={"server_default": ""})
    result: str = Field(default="", sa_column_kwargs={"server_default": ""})
    settled_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
