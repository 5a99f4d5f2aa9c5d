"""Anonymised lines of deleted applications (`then: anonymise`)."""

from sqlalchemy import Index, Integer
from sqlmodel import Field

from portal.models.base import Model


class PastCase(Model):
    __tablename__ = "past_case"
    __table_args__ = (Index("ix_past_case_procedure", "duty", "procedure", "month"),)

    # Random; no column holds an instant, so that nothing leads back to a person.
    uid: str = Field(primary_key=True)
    duty: str
    procedure: str
    arrived: str  # month, as 2026-11
    month: str  # month in which it ended
    outcome: str
    days: int = Field(sa_type=Integer)  # from arrival to the end
