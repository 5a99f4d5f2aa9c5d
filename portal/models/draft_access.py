"""Who came to a draft by a code. The owner needs none."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class DraftAccess(SQLModel, table=True):
    """Who came to a draft by a code. It ends with the code, with the draft and with the person."""

    __tablename__ = "draft_access"
    metadata = metadata

    code_id: int = Field(
        sa_column=Column(Number, ForeignKey("draft_code.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    person_id: str = Field(
        sa_column=Column(String, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    made_at: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # when they were here last
