"""An application of which the definition says `then: anonymise`, after it is gone: one line that tells nobody whose it was."""

from sqlalchemy import Index, Integer
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class PastCase(SQLModel, table=True):
    """Its key is drawn at random, and no instant stands in it: neither the order nor a number leads back to the list or to the records."""

    __tablename__ = "past_case"
    metadata = metadata
    __table_args__ = (Index("ix_past_case_procedure", "duty", "procedure", "month"),)

    uid: str = Field(primary_key=True)
    duty: str
    procedure: str
    arrived: str  # month: 2026-11
    month: str  # in which it ended
    outcome: str
    days: int = Field(sa_type=Integer)  # from arrival to the end
