"""The ledger of packages between the zones: what was done with each, in order. Nothing in it is ever changed."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_PACKED, _TAKEN = text("act = 'packed'"), text("act = 'taken'")


class CourierStep(SQLModel, table=True):
    """`act`: of ours packed, arrived (the other side says so), lost; of theirs taken, again (the same once more), refused."""

    __tablename__ = "courier_step"
    metadata = metadata
    # A number is given once, and taken once.
    __table_args__ = (
        Index("uq_courier_step_packed", "number", unique=True, sqlite_where=_PACKED, postgresql_where=_PACKED),
        Index("uq_courier_step_taken", "number", unique=True, sqlite_where=_TAKEN, postgresql_where=_TAKEN),
        Index("ix_courier_step_number", "way", "number"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    way: str  # out, in
    number: int = Field(sa_type=BigInteger)  # 0 where it could not be read
    digest: str  # SHA-256 of the package
    act: str
    reason: str  # why it was refused, or what somebody wrote of a lost one
    items: int
    left_over: int  # of these could not be taken yet
    size: int = Field(sa_type=BigInteger)
    actor: str
