"""Drafts handed in."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class DefinitionRelease(Model):
    __tablename__ = "definition_release"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    draft_id: int = Field(sa_type=Number, foreign_key="definition_draft.id", index=True)
    revision: int
    procedure: str
    duty: str
    version: int
    meaning: str
    canonical: str
    replaces: str  # meaning in force when it was handed in, or ""
    state: str  # asked, approved (waits for `from_at`), done, refused, withdrawn or overtaken
    from_at: int = Field(sa_type=BigInteger)  # 0 = at once
    asked_by: int = Field(sa_type=Number, foreign_key="staff.id")
    asked_at: int = Field(sa_type=BigInteger)
    decided_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})  # why it was refused
