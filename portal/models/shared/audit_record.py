"""Audit records with MACs, append-only by a trigger."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

# Faults of the chain and the notes that close them: few among many, asked for again and again.
ABOUT_FAULTS = text("action IN ('find audit fault', 'note audit fault')")


class AuditRecord(Model):
    __tablename__ = "audit_record"
    stays = "tells who did what to which number, holds no answer, and is a chain that would break"
    __table_args__ = (
        Index("ix_audit_record_about_faults", "id", sqlite_where=ABOUT_FAULTS, postgresql_where=ABOUT_FAULTS),
        {"sqlite_autoincrement": True},  # numbers are never reused, as on PostgreSQL
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    at: int = Field(sa_type=BigInteger, index=True)
    actor: str
    action: str
    application_id: int | None = Field(default=None, sa_type=Number, index=True)
    place: str
    detail: str
    mac: bytes
