"""People other than the owner who opened a draft."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class DraftAccess(Model):
    __tablename__ = "draft_access"

    code_id: int = Field(
        sa_column=Column(Number, ForeignKey("draft_code.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    person_id: str = Field(
        sa_column=Column(String, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    made_at: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # when they last used it
