"""A published version of a procedure, kept for ever: what was sent under it is shown by it."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class Definition(SQLModel, table=True):
    """A published version of a procedure, kept for ever: what was sent under it is shown by it."""

    __tablename__ = "definition"
    metadata = metadata

    meaning: str = Field(primary_key=True)
    procedure: str = Field(index=True)
    version: int
    canonical: str
    published_at: int = Field(sa_type=BigInteger)
    # Counts up with every publishing in the table, so that one look tells whether there is anything new.
    edition: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
