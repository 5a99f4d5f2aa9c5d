"""Who did what to which, when, from where and why. Append-only by a database rule; each under a MAC at once."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class AuditRecord(SQLModel, table=True):
    """Who did what to which, when, from where and why. Append-only by a database rule; each under a MAC at once."""

    __tablename__ = "audit_record"
    metadata = metadata
    __table_args__ = {"sqlite_autoincrement": True}  # a number is never given twice, as on PostgreSQL

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    at: int = Field(sa_type=BigInteger, index=True)
    actor: str
    action: str
    application_id: int | None = Field(default=None, sa_type=Number, index=True)
    place: str
    detail: str
    mac: bytes
