"""Used versions of layouts, which must not change."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class LayoutVersion(Model):
    __tablename__ = "layout_version"

    layout: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    digest: str  # SHA-256 of its file without comments
    used_at: int = Field(sa_type=BigInteger)
