"""A signature that is asked of somebody (署名の求め), and what came of it."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_PENDING = text("state = 'pending'")
_COPIED = text("copied_at IS NOT NULL")
_UNSETTLED = text("state IN ('pending', 'person', 'copy', 'refused', 'open', 'asked', 'declined')")


class Signature(SQLModel, table=True):
    """One for each who is to sign a document, in a role. The evidence is all that is needed to judge it in ten years."""

    __tablename__ = "signature"
    metadata = metadata
    __table_args__ = (
        Index("ix_signature_pending_next", "next_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
        # As `store.holds` asks: the queue counts what is held among the few that are not settled.
        Index("ix_signature_unsettled", "document_id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
        Index("ix_signature_copied", "copied_at", sqlite_where=_COPIED, postgresql_where=_COPIED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    document_id: str = Field(foreign_key="signed_document.id", ondelete="CASCADE", index=True)
    role: str  # applicant; others where several sign
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    state: (
        str  # open, pending, person, copy, accepted, refused, mended; of who signs beside: asked, declined, paper; void
    )
    code: str = ""  # of what stands against it
    sealed_evidence: bytes | None = Field(default=None)
    tries: int = 0  # how often revocation was asked about it
    next_at: int | None = Field(default=None, sa_type=BigInteger)  # when it is asked again
    received_at: int | None = Field(default=None, sa_type=BigInteger)  # the moment that everything is judged for
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
    settled_by: str = ""  # the member of staff who settled it
    sealed_note: bytes | None = Field(default=None)  # what they were shown, or why it is not theirs
    copied_at: int | None = Field(default=None, sa_type=BigInteger)  # when files of an ID were put beside it last
