"""Published versions, kept for ever for their applications."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class Definition(Model):
    __tablename__ = "definition"

    meaning: str = Field(primary_key=True)
    procedure: str = Field(index=True)
    version: int
    canonical: str
    published_at: int = Field(sa_type=BigInteger)
    # Grows with each publication in the table, so that one query shows whether anything is new.
    edition: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    # Who publishes it: "folder" or "workshop". That of the newest edition decides (D254).
    origin: str = Field(default="folder", sa_column_kwargs={"server_default": "folder"})
