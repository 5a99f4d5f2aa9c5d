"""What somebody typed when their session had ended: kept until they have signed in again, for a day."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import metadata


class KeptPost(SQLModel, table=True):
    """What somebody typed when their session had ended. Shown in the browser that sent it, to who may open the draft."""

    __tablename__ = "kept_post"
    metadata = metadata

    draft_id: str = Field(sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True))
    page: str = Field(primary_key=True)
    browser_hash: bytes = Field(primary_key=True)
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int = Field(sa_type=BigInteger, index=True)
