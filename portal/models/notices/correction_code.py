"""Codes on correction letters, new on each reprint."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class CorrectionCode(Model):
    __tablename__ = "correction_code"
    sealed_under = ("application",)

    correction_id: int = Field(sa_type=Number, foreign_key="correction.id", ondelete="CASCADE", primary_key=True)
    # Code and birthday are keyed hashes, so that the same letter cannot be printed twice.
    code_hash: bytes = Field(unique=True)
    fact_hash: bytes
    printed: int = 1
    printed_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
    # Set only if the other zone opens the code, until the correction is answered; under the case's key.
    sealed_code: bytes | None = None
