"""署名の求め, one per signer and role, with evidence for ten years."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_PENDING = text("state = 'pending'")
_COPIED = text("copied_at IS NOT NULL")
_UNSETTLED = text("state IN ('pending', 'person', 'copy', 'refused', 'open', 'asked', 'declined')")


class Signature(Model):
    __tablename__ = "signature"
    sealed_under = ("application",)
    __table_args__ = (
        Index("ix_signature_pending_next", "next_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
        # Matches the query in `store.holds`: the queue counts held cases among the few unsettled rows.
        Index("ix_signature_unsettled", "document_id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
        Index("ix_signature_copied", "copied_at", sqlite_where=_COPIED, postgresql_where=_COPIED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    document_id: str = Field(foreign_key="signed_document.id", ondelete="CASCADE", index=True)
    role: str  # applicant; other roles if several people sign
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    state: str  # open, pending, person, copy, accepted, refused, mended; further signers: asked, declined, paper; void
    code: str = ""  # code of the obstacle
    sealed_evidence: bytes | None = Field(default=None)
    tries: int = 0  # number of revocation checks
    next_at: int | None = Field(default=None, sa_type=BigInteger)  # when the next check is due
    received_at: int | None = Field(default=None, sa_type=BigInteger)  # instant for which everything is verified
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
    settled_by: str = ""  # member of staff who settled it
    sealed_note: bytes | None = Field(default=None)  # evidence shown to staff, or why the signature is not theirs
    copied_at: int | None = Field(default=None, sa_type=BigInteger)  # when files of an ID were last added
