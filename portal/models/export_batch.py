"""One hand-over (引渡し) by one layout."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ExportBatch(SQLModel, table=True):
    """One hand-over (引渡し) by one layout."""

    __tablename__ = "export_batch"
    metadata = metadata

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
