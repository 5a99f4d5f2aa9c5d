"""Who changed a kept list, when and what: append-only."""

# Its number is the lock: of two changes of one state the second is refused.

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class ListChange(Model):
    __tablename__ = "list_change"
    __table_args__ = (UniqueConstraint("list_name", "revision"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    list_name: str
    revision: int  # from 1
    at: int = Field(sa_type=BigInteger)
    actor: str
    act: str  # add, change, end, order, file, courier
    changes: str  # JSON: [{"key", "before", "after"}], None where there was none
