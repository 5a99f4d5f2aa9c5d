"""A hand-over that people stopped (引渡しを止める): the application stays where it is and goes into no batch."""

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class ExportHold(SQLModel, table=True):
    """One while it is stopped; gone when it goes on."""

    __tablename__ = "export_hold"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    held_by: str  # login
    held_at: int = Field(sa_type=BigInteger)
    sealed_reason: bytes
