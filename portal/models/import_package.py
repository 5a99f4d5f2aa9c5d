"""One application in what came from outside, and what became of it: every one is in exactly one state."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ImportPackage(SQLModel, table=True):
    """`state`: waiting, taken (an application stands), repeated (came before, word for word), quarantined, discarded."""

    __tablename__ = "import_package"
    metadata = metadata
    __table_args__ = (
        UniqueConstraint("file_id", "place"),
        Index("ix_import_package_state", "state", "id"),
        Index("ix_import_package_their_number", "their_number"),
        Index("ix_import_package_form", "form", "state"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    file_id: int = Field(sa_type=Number, foreign_key="import_file.id", ondelete="CASCADE")
    place: int  # in the file, from 1
    content_hash: str
    their_number: str  # the other side's receipt number; "" where none could be read
    claim: str | None = Field(default=None, unique=True)  # that number, held by the one package that may become it
    form: str
    form_version: str
    procedure: str  # "" until a mapping says it
    duty: str
    synthetic: bool
    state: str
    reason: str  # why it is where it is, a code
    place_of_reason: str  # a line or an element, never what stands there
    tries: int
    application_id: int | None = Field(
        default=None, sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True
    )
    sealed_findings: bytes | None = None  # what is to be corrected, with the application's key
    sealed_note: bytes | None = None  # why somebody discarded it, with the file's key
    changed_at: int = Field(sa_type=BigInteger)
    changed_by: str
