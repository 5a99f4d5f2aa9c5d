"""Pieces of an upload, sealed with the owner's key; deleted after a day."""

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field

from portal.models.base import Model, Number


class FilePiece(Model):
    __tablename__ = "file_piece"
    sealed_under = ("draft", "visit")

    # Hash of file, question and owner (draft, application, visit): two simultaneous uploads of a file become one.
    file_hash: bytes = Field(primary_key=True)
    starts: int = Field(sa_type=Integer, primary_key=True, sa_column_kwargs={"autoincrement": False})
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(
        default=None, sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True
    )
    size: int = Field(sa_type=Integer)
    sealed_content: bytes
    made_at: int = Field(sa_type=BigInteger)
    visit_id: str | None = Field(default=None, index=True)
