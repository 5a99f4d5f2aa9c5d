"""Published versions, kept for ever for their applications."""

from sqlalchemy import BigInteger, Index, false
from sqlmodel import Field

from portal.models.base import Model


class Definition(Model):
    __tablename__ = "definition"
    # Covers the question whether anything is new: on SQLite `edition` is stored after the text, some 20 KB of each row.
    __table_args__ = (Index("ix_definition_editions", "procedure", "edition"),)

    meaning: str = Field(primary_key=True)
    procedure: str
    version: int
    canonical: str
    published_at: int = Field(sa_type=BigInteger)
    # Grows with each publication in the table, so that one query shows whether anything is new.
    edition: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    # Who publishes it: "folder" or "workshop". That of the newest edition decides (D254).
    origin: str = Field(default="folder", sa_column_kwargs={"server_default": "folder"})
    # Every assumed line was signed when it was published: none is shown as assumed any more (D394).
    signed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
