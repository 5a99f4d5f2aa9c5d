"""How often something was tried in a window: sign-ins by name, by address."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class Throttle(SQLModel, table=True):
    """How often something was tried in a window: sign-ins by name, by address."""

    __tablename__ = "throttle"
    metadata = metadata

    key_hash: bytes = Field(primary_key=True)
    window: int = Field(sa_type=BigInteger, primary_key=True)
    count: int
