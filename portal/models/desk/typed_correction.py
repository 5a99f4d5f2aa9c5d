# Not sent, until the page or the correction is.

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class TypedCorrection(Model):
    __tablename__ = "typed_correction"
    sealed_under = ("application",)

    correction_id: int = Field(sa_type=Number, foreign_key="correction.id", ondelete="CASCADE", primary_key=True)
    page: str = Field(primary_key=True)
    sealed_boxes: bytes
    made_at: int = Field(sa_type=BigInteger)
