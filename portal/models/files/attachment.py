"""Files, sealed with the data key of their draft, application or visit."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_WAITING = text("state = 'quarantine'")
_INSIDE = text("state = 'checked' AND application_id IS NOT NULL AND length(sealed_content) > 0")


class Attachment(Model):
    __tablename__ = "attachment"
    sealed_under = ("application", "draft", "visit")
    # Finds the few files that wait for a scanner among millions.
    __table_args__ = (
        Index("ix_attachment_waiting", "application_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        # Those that have yet to go to the object storage.
        Index("ix_attachment_inside", "id", sqlite_where=_INSIDE, postgresql_where=_INSIDE),
    )

    id: str = Field(primary_key=True)
    # The database deletes a draft's files with it, whether a job or a person deletes the draft.
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    state: str  # quarantine, checked, refused
    sealed_facts: bytes
    sealed_content: (
        bytes  # in quarantine the original, then the rebuilt file; b"" if refused, and if it lies in the object storage
    )
    made_at: int = Field(sa_type=BigInteger, index=True)
    sealed_preview: bytes | None = None
    # No foreign key: adding one would make SQLite copy every file. The end of the visit and the daily job delete these files.
    visit_id: str | None = Field(default=None, index=True)
