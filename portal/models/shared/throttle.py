"""Numbers of attempts in a window."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class Throttle(Model):
    __tablename__ = "throttle"

    key_hash: bytes = Field(primary_key=True)
    window: int = Field(sa_type=BigInteger, primary_key=True)
    count: int
