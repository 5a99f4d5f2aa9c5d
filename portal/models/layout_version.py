"""A version of an export layout that files were made by: from then on it is what it was."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class LayoutVersion(SQLModel, table=True):
    """A version of an export layout that files were made by: from then on it is what it was."""

    __tablename__ = "layout_version"
    metadata = metadata

    layout: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    digest: str  # SHA-256 of what its file says, comments aside
    used_at: int = Field(sa_type=BigInteger)
