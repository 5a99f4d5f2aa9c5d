"""Changes reported to a layout that asks for differences, once each."""

from sqlalchemy import Index
from sqlmodel import Field

from portal.models.base import Model, Number


class HandOverChange(Model):
    __tablename__ = "hand_over_change"
    # A batch is read in pages, ordered by application: without the second column each page sorts all remaining rows.
    __table_args__ = (Index("ix_hand_over_change_batch", "batch_id", "application_id"),)

    layout: str = Field(primary_key=True)
    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id", index=True)
    answers_revision: int = Field(primary_key=True)
    change: str = Field(primary_key=True)  # changed (other answers than last reported) or withdrawn (取下げ)
    batch_id: int = Field(sa_type=Number, foreign_key="export_batch.id")
    state: str  # state at the report: the same batch must always give the same bytes
