"""A 個人番号: with a draft until that is sent, then with the application. Sealed under a key ring of its own; answers hold
its id alone."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class MyNumber(SQLModel, table=True):
    """One number. Whatever deletes a draft or an application, its numbers go with it: the database sees to it."""

    __tablename__ = "my_number"
    metadata = metadata
    # Of two clerks who fill in the same person's number, one is told. Rows of applicants have no `whose`. Parts of a bundle hold the
    # same number under the same id, each its own row of it: answers that agree say the same reference.
    __table_args__ = (
        UniqueConstraint("application_id", "whose"),
        UniqueConstraint("id", "draft_id"),
        UniqueConstraint("id", "application_id"),
    )

    key: int | None = Field(default=None, sa_type=Number, primary_key=True)
    id: str
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(
        default=None, sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True
    )
    whose: str | None = None  # filled in by staff: which person of the application
    key_id: str
    wrapped_key: bytes
    sealed: bytes
    made_at: int = Field(sa_type=BigInteger)
    made_by: str = ""  # login of the member who filled it in
