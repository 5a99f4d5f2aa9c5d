"""Audit records with MACs, append-only by a trigger."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

# Faults of the chain and the notes that close them: few among many, asked for again and again.
ABOUT_FAULTS = text("action IN ('find audit fault', 'note audit fault')")
_OF_ONE = text("application_id IS NOT NULL")
# What is read by its time; half of all records are residents'. SQLite uses the index only where a statement has the same text.
# 'staff:' < every 'staff:login' < 'staff;', on both databases.
OF_STAFF = text("actor >= 'staff:' AND actor < 'staff;'")
OF_PROBES = text("action = 'look for protected people'")
_COPIES = text("action IN ('backed up', 'exported everything')")


class AuditRecord(Model):
    __tablename__ = "audit_record"
    stays = "tells who did what to which number, holds no answer, and is a chain that would break"
    __table_args__ = (
        Index("ix_audit_record_application_id", "application_id", sqlite_where=_OF_ONE, postgresql_where=_OF_ONE),
        Index("ix_audit_record_about_faults", "id", sqlite_where=ABOUT_FAULTS, postgresql_where=ABOUT_FAULTS),
        Index("ix_audit_record_of_staff", "at", "id", sqlite_where=OF_STAFF, postgresql_where=OF_STAFF),
        Index("ix_audit_record_of_probes", "at", "id", sqlite_where=OF_PROBES, postgresql_where=OF_PROBES),
        Index("ix_audit_record_of_copies", "id", sqlite_where=_COPIES, postgresql_where=_COPIES),
        {"sqlite_autoincrement": True},  # numbers are never reused, as on PostgreSQL
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    action: str
    application_id: int | None = Field(default=None, sa_type=Number)
    place: str
    detail: str
    mac: bytes
