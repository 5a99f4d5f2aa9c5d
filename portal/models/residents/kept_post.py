"""Forms that were not saved: of a browser, for a day, or of the draft's owner, as long as the draft."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import Model


class KeptPost(Model):
    __tablename__ = "kept_post"
    wrapped_as = "kept:{draft_id}:{page}"

    draft_id: str = Field(sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True))
    page: str = Field(primary_key=True)
    browser_hash: bytes = Field(primary_key=True)
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int = Field(sa_type=BigInteger, index=True)
