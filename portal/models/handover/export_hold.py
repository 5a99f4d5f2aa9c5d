"""引渡しを止める: applications that staff keep out of batches."""

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class ExportHold(Model):
    __tablename__ = "export_hold"
    sealed_under = ("application",)

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    held_by: str  # login
    held_at: int = Field(sa_type=BigInteger)
    sealed_reason: bytes
