"""Something that a section has to decide because a day has passed. It closes nothing by itself."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class DeskTask(SQLModel, table=True):
    """Opened once for each day that passes. It stands as long as what it is about waits, and for that very day: answered,
    taken back or put off, it is done."""

    __tablename__ = "desk_task"
    metadata = metadata
    __table_args__ = (UniqueConstraint("about", "subject_id", "due"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    about: str  # correction, paper, signer, opinion
    subject_id: int = Field(sa_type=Number)  # of the table that `about` names
    due: str  # the day that passed
    opened_at: int = Field(sa_type=BigInteger)
