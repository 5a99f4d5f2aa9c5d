"""Members asked to sign open lines of a draft's 確認票."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class LineRequest(Model):
    __tablename__ = "line_request"

    draft_id: int = Field(sa_type=Number, primary_key=True, foreign_key="definition_draft.id")
    line: bytes = Field(primary_key=True)  # as in signed_line
    place: bytes  # SHA-256 of its path, by which a changed line keeps its request
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    until: str
    asked_by: int = Field(sa_type=Number, foreign_key="staff.id")
    asked_at: int = Field(sa_type=BigInteger)
