"""追完; the files are in `attachment`."""

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OWED = text("state = 'owed'")


class LatePaper(Model):
    __tablename__ = "late_paper"
    sealed_under = ("application",)
    __table_args__ = (
        UniqueConstraint("application_id", "paper"),
        Index("ix_late_paper_owed_due", "due", sqlite_where=_OWED, postgresql_where=_OWED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    paper: str  # full name in the definition, with the row number
    state: str  # owed, came, waived, unneeded
    due: str
    first_due: str  # as printed on the receipt
    asked_at: int = Field(sa_type=BigInteger)
    with_it: int = 0  # 1: came with the application
    extended: int = 0  # how often the due day was extended
    reminded: str = ""  # due day of the last reminder
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    came_by: str = ""  # online, post, counter
    came_on: str = ""  # day of receipt (収受)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # when the section saw it
    sealed_note: bytes | None = Field(default=None)  # note of staff: where it is kept, why it is not needed
