"""Applications in imported files, each in exactly one state."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class ImportPackage(Model):
    __tablename__ = "import_package"
    sealed_under = ("application", "import_file")
    __table_args__ = (
        UniqueConstraint("file_id", "place"),
        Index("ix_import_package_state", "state", "id"),
        Index("ix_import_package_their_number", "their_number"),
        Index("ix_import_package_form", "form", "state"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    file_id: int = Field(sa_type=Number, foreign_key="import_file.id", ondelete="CASCADE")
    place: int  # position in the file, from 1
    content_hash: str
    their_number: str  # receipt number of the other side; "" if none could be read
    claim: str | None = Field(
        default=None, unique=True
    )  # that number, in the one package that may become its application
    form: str
    form_version: str
    procedure: str  # "" until a mapping gives it
    duty: str
    synthetic: bool
    # waiting, taken (an application exists), repeated (identical to an earlier one), quarantined, discarded.
    state: str
    reason: str  # code of the reason for the state
    place_of_reason: str  # a line or an element, never its content
    tries: int
    application_id: int | None = Field(
        default=None, sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True
    )
    sealed_findings: bytes | None = None  # what has to be corrected, under the application's key
    sealed_note: bytes | None = None  # reason for discarding it, under the file's key
    changed_at: int = Field(sa_type=BigInteger)
    changed_by: str
