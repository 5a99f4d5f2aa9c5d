"""An application told once more to a layout that asks for differences: changed, or withdrawn. The key makes each once."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class HandOverChange(SQLModel, table=True):
    """`change`: changed (other answers than were told last) or withdrawn (取下げ)."""

    __tablename__ = "hand_over_change"
    metadata = metadata
    # A batch is read page by page, in the order of its applications: without the second column each page sorts all that is left.
    __table_args__ = (Index("ix_hand_over_change_batch", "batch_id", "application_id"),)

    layout: str = Field(primary_key=True)
    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id", index=True)
    answers_revision: int = Field(primary_key=True)
    change: str = Field(primary_key=True)
    batch_id: int = Field(sa_type=Number, foreign_key="export_batch.id")
    state: str  # when it was told: the same batch must give the same bytes, whatever became of it later
