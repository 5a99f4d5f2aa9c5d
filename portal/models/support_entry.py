"""Which page a support code was on: for a few days, without anybody's data."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class SupportEntry(SQLModel, table=True):
    """Which page a support code was on: for a few days, without anybody's data. `route` has braces in the place of ids."""

    __tablename__ = "support_entry"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    code: str = Field(index=True)
    at: int = Field(sa_type=BigInteger, index=True)
    method: str
    route: str
    status: int
    error: str
    places: str
    language: str
    procedure: str
    page: str
