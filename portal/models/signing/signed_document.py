"""署名の対象 as seen, fixed before the redirect; all signers sign the same bytes."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class SignedDocument(Model):
    __tablename__ = "signed_document"
    sealed_under = ("application", "draft")

    id: str = Field(primary_key=True)
    # Unsent documents are deleted with their draft; sent ones stay with the application.
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    uid: str  # of the draft and its application
    procedure: str
    meaning: str
    mark: str  # mark of its answers; other answers cannot be sent with it
    language: str
    nonce: str = Field(unique=True)
    sha256: bytes
    sealed_content: bytes
    sealed_list: bytes | None = None  # of a bundle: the signed list, which has this document's hash
    made_at: int = Field(sa_type=BigInteger)
