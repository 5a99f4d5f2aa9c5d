"""A line of a 確認票 that rested on an assumption, and that the section which answers for it has signed."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class SignedLine(SQLModel, table=True):
    """`line`: SHA-256 of what the line says, so that what is changed later is unsigned again. `signed_on`: the day on the paper."""

    __tablename__ = "signed_line"
    metadata = metadata

    procedure: str = Field(primary_key=True)
    line: bytes = Field(primary_key=True)
    signed_by: str
    signed_on: str
    stored_at: int = Field(sa_type=BigInteger)
