"""A file that somebody handed in: with a draft until that is sent, then with the application; or the scan of a paper that a visitor
shows, with the visit. Name and content are sealed with the data key of what it hangs on; the state says whether a scanner has seen it."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_WAITING = text("state = 'quarantine'")


class Attachment(SQLModel, table=True):
    """A file that somebody handed in: with a draft until that is sent, then with the application."""

    __tablename__ = "attachment"
    metadata = metadata
    # The few that wait for a scanner, among millions.
    __table_args__ = (
        Index("ix_attachment_waiting", "application_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: str = Field(primary_key=True)
    # Whatever deletes a draft, a job or a person, its files go with it: the database sees to it.
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    state: str  # quarantine, checked, refused
    sealed_facts: bytes
    sealed_content: bytes  # in quarantine as it came, then as it was made anew; b"" of a refused one
    made_at: int = Field(sa_type=BigInteger, index=True)
    sealed_preview: bytes | None = None
    # Named, and bound by no reference: SQLite would have to copy every file to take one. The visit's end and the day's sweep see to it.
    visit_id: str | None = Field(default=None, index=True)
