"""Every saved text; never changed."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class DraftText(Model):
    __tablename__ = "draft_text"

    draft_id: int = Field(sa_type=Number, primary_key=True, foreign_key="definition_draft.id")
    revision: int = Field(primary_key=True)
    part: str  # "" = the definition, else the language of a translation
    text: str
    back_to: int  # the revision that was taken back, or 0
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    saved_at: int = Field(sa_type=BigInteger)
