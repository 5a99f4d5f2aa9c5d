"""Check values that identify key-encryption keys."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class KeyCheck(Model):
    __tablename__ = "key_check"

    ring: str = Field(primary_key=True)
    key_id: str = Field(primary_key=True)  # one row for each key that was ever current
    value: bytes  # a known text, wrapped by the key; the certificate's SHA-256 for receipts
    stored_at: int = Field(sa_type=BigInteger)
    retired_at: int | None = Field(default=None, sa_type=BigInteger)  # nothing needs it; it never comes back
