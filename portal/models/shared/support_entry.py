"""Pages of support codes, for days, without personal data."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class SupportEntry(Model):
    __tablename__ = "support_entry"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    code: str = Field(index=True)
    at: int = Field(sa_type=BigInteger, index=True)
    method: str
    route: str  # braces in the place of ids
    status: int
    error: str
    places: str
    language: str
    procedure: str
    page: str
