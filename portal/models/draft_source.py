"""What one source told for a draft, sealed with the draft's data key: it stands in boxes, and is no answer."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class DraftSource(SQLModel, table=True):
    """What one source told for a draft: goes with it, sent or deleted."""

    __tablename__ = "draft_source"
    metadata = metadata

    draft_id: str = Field(primary_key=True, foreign_key="draft.id", ondelete="CASCADE")
    source: str = Field(primary_key=True)
    sealed_told: bytes
    told_at: int = Field(sa_type=BigInteger)
