"""A link of the chain: records `first` to `last`, the numbers voided among them, and the hash over all and the link before."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class AuditBatch(SQLModel, table=True):
    """A link of the chain: records `first` to `last`, the numbers voided among them, and the hash over all and the link before."""

    __tablename__ = "audit_batch"
    metadata = metadata

    first: int = Field(sa_type=Number, primary_key=True)
    last: int = Field(sa_type=Number, unique=True)
    records: int
    voided: str
    hash: bytes
    mac: bytes
    sealed_at: int = Field(sa_type=BigInteger)
