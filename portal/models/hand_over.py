"""An application handed over by a layout: the key makes it once, whoever exports at the same moment."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class HandOver(SQLModel, table=True):
    """An application handed over by a layout: the key makes it once, whoever exports at the same moment."""

    __tablename__ = "hand_over"
    metadata = metadata
    # A batch is read page by page, in the order of its applications: without the second column each page sorts all that is left.
    __table_args__ = (Index("ix_hand_over_batch", "batch_id", "application_id"),)

    layout: str = Field(primary_key=True)
    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id", index=True)
    batch_id: int = Field(sa_type=Number, foreign_key="export_batch.id")
    answers_revision: int
    state: str  # when it was handed over: the same batch must give the same bytes, whatever became of it later
