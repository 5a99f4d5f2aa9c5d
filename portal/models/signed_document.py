"""What is signed (署名の対象): as the person saw it, fixed before the browser leaves for the card provider."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class SignedDocument(SQLModel, table=True):
    """One for each time that somebody went on to sign. Everybody who signs it signs the same bytes."""

    __tablename__ = "signed_document"
    metadata = metadata

    id: str = Field(primary_key=True)
    # What was not sent goes with its draft; what was, stays with the application.
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    uid: str  # of the draft and of the application that it becomes
    procedure: str
    meaning: str
    mark: str  # of the answers that it was made of: others cannot be sent with it
    language: str
    nonce: str = Field(unique=True)
    sha256: bytes
    sealed_content: bytes
    sealed_list: bytes | None = None  # of a bundle: the list that was signed, which names this document by its hash
    made_at: int = Field(sa_type=BigInteger)
