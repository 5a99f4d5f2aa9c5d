"""What somebody chose to write for a sign that a target cannot hold: for one person, known by a keyed hash, and one layout."""

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class SignChoice(SQLModel, table=True):
    """One choice; the latest counts, and none changes: a batch is made anew with those of then."""

    __tablename__ = "sign_choice"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    # With the application for which it was made goes the choice.
    application_id: int = Field(
        sa_column=Column(Number, ForeignKey("application.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    token: str = Field(index=True)
    layout: str
    key_id: str
    wrapped_key: bytes
    sealed_choice: bytes
    made_by: str  # login
    made_at: int = Field(sa_type=BigInteger)
