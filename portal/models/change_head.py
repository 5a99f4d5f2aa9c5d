"""The last number given to a change of an application. One row: who numbers holds it until the numbers are committed."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ChangeHead(SQLModel, table=True):
    """One row; migrated in."""

    __tablename__ = "change_head"
    metadata = metadata

    id: int = Field(sa_type=Number, primary_key=True)
    last: int = Field(sa_type=BigInteger)
