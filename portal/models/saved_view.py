"""A way of looking at the queue that somebody gave a name: what its address asks for, and nothing else."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class SavedView(SQLModel, table=True):
    """`duty` "": its maker's alone; else of everybody who may see that duty's cases."""

    __tablename__ = "saved_view"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    name: str
    query: str
    duty: str = Field(index=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    made_at: int = Field(sa_type=BigInteger)
