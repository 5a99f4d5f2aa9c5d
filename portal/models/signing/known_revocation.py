"""Revoked certificates, without personal data."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class KnownRevocation(Model):
    __tablename__ = "known_revocation"

    certificate: bytes = Field(primary_key=True)  # SHA-256 of its DER
    source: str
    reason: str  # RFC 5280 5.3.1
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)
    learned_at: int = Field(sa_type=BigInteger)
