"""Roots of keyed hashes, wrapped like data keys."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class RootKey(Model):
    __tablename__ = "root_key"
    wrapped_as = "root:{name}:{number}:{until}"

    name: str = Field(primary_key=True)  # audit, look-ups, codes
    number: int = Field(sa_type=Number, primary_key=True)  # the highest makes new hashes
    key_id: str
    wrapped_key: bytes
    made_at: int = Field(sa_type=BigInteger)
    # Of audit: number of the last record that it may have signed; later it only verifies.
    until: int | None = Field(default=None, sa_type=BigInteger)
