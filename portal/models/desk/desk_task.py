"""Decisions due because a day has passed; nothing closes by itself."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class DeskTask(Model):
    __tablename__ = "desk_task"
    __table_args__ = (UniqueConstraint("about", "subject_id", "due"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    about: str  # correction, paper, signer, opinion, period, period_near, term
    subject_id: int = Field(sa_type=Number)  # id in the table that `about` names; of a period, the application's id
    due: str  # the day that passed; if that day is extended or the matter is settled, the task is done
    opened_at: int = Field(sa_type=BigInteger)
