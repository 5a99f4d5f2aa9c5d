"""Links of the audit chain."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class AuditBatch(Model):
    __tablename__ = "audit_batch"

    first: int = Field(sa_type=Number, primary_key=True)
    last: int = Field(sa_type=Number, unique=True)
    records: int
    voided: str
    # Over records `first` to `last`, the voided numbers and the previous link.
    hash: bytes
    mac: bytes
    sealed_at: int = Field(sa_type=BigInteger)
