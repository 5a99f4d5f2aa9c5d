"""Applications handed over, once by each layout."""

from sqlalchemy import Index
from sqlmodel import Field

from portal.models.base import Model, Number


class HandOver(Model):
    __tablename__ = "hand_over"
    # A batch is read in pages, ordered by application: without the second column each page sorts all remaining rows.
    __table_args__ = (Index("ix_hand_over_batch", "batch_id", "application_id"),)

    layout: str = Field(primary_key=True)
    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id", index=True)
    batch_id: int = Field(sa_type=Number, foreign_key="export_batch.id")
    answers_revision: int
    state: str  # state at the hand-over: the same batch must always give the same bytes
