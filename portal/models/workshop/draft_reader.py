"""Members who look at a draft now."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class DraftReader(Model):
    __tablename__ = "draft_reader"

    draft_id: int = Field(sa_type=Number, primary_key=True, foreign_key="definition_draft.id")
    staff_id: int = Field(sa_type=Number, primary_key=True, foreign_key="staff.id")
    seen_at: int = Field(sa_type=BigInteger, index=True)
