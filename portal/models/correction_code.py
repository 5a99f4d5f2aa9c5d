"""The code on a letter that asks for a correction. One for each return: a letter that is printed again has a new one."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class CorrectionCode(SQLModel, table=True):
    """Code and birthday are here as keyed hashes only; nobody can print the same letter twice. The code itself lies here, sealed with its
    case, only where the other zone is to open it, and until the correction is answered."""

    __tablename__ = "correction_code"
    metadata = metadata

    correction_id: int = Field(sa_type=Number, foreign_key="correction.id", ondelete="CASCADE", primary_key=True)
    code_hash: bytes = Field(unique=True)
    fact_hash: bytes
    printed: int = 1
    printed_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_code: bytes | None = None
