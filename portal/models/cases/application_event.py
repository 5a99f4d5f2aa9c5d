"""The history of an application."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ApplicationEvent(Model):
    __tablename__ = "application_event"
    sealed_under = ("application",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    move: str
    from_state: str
    to_state: str
    sealed_words: bytes | None = Field(default=None)  # for the applicant
