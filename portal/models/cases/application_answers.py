"""Answers as sent and as corrected, by revision, append-only."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ApplicationAnswers(Model):
    __tablename__ = "application_answers"
    sealed_under = ("application",)

    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id")
    revision: int = Field(primary_key=True)
    sealed_answers: bytes
    sealed_left: bytes | None  # keys of questions left empty; None in rows older than this column
    stored_at: int = Field(sa_type=BigInteger)
