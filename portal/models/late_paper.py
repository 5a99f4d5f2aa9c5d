"""A paper that may follow an application (追完): still owed until a day, or come, or not needed any more."""

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_OWED = text("state = 'owed'")


class LatePaper(SQLModel, table=True):
    """One for each paper that the answers ask for and that may follow, also where it came along. Its files hang on the
    application (`attachment`); what came on paper lies in the section."""

    __tablename__ = "late_paper"
    metadata = metadata
    __table_args__ = (
        UniqueConstraint("application_id", "paper"),
        Index("ix_late_paper_owed_due", "due", sqlite_where=_OWED, postgresql_where=_OWED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    paper: str  # its full name in the definition, with the number of its row
    state: str  # owed, came, waived, unneeded
    due: str
    first_due: str  # as the receipt told it
    asked_at: int = Field(sa_type=BigInteger)
    with_it: int = 0  # came along with the application
    extended: int = 0  # how often its day was put off
    reminded: str = ""  # the day that was reminded of last
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    came_by: str = ""  # online, post, counter
    came_on: str = ""  # the day on which it came (収受)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # by the section
    sealed_note: bytes | None = Field(default=None)  # what staff noted: where it lies, why it is not needed
