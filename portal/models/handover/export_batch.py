"""Batches handed over (引渡し) by one layout."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ExportBatch(Model):
    __tablename__ = "export_batch"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    number: str = Field(unique=True)
    layout: str
    layout_version: str
    duty: str
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    made_at: int = Field(sa_type=BigInteger)
    reissue_of: int | None = Field(default=None, sa_type=Number, foreign_key="export_batch.id")
    reason: str = ""
    manifest: str
