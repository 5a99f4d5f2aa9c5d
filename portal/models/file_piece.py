"""A piece of a file that is still on its way: sealed with the data key of what the file will hang on, joined with the others
when its page is sent, gone after a day."""

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class FilePiece(SQLModel, table=True):
    """A piece of a file that is still on its way."""

    __tablename__ = "file_piece"
    metadata = metadata

    # Of the file, its question, and the draft, application or visit: two who send the same file at once send one.
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
