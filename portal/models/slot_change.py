"""What the section changed of one time: more places, or closed. The newest row of a time holds; none is ever changed."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class SlotChange(SQLModel, table=True):
    """What the section changed of one time: more places, or closed. The newest row of a time holds."""

    __tablename__ = "slot_change"
    metadata = metadata
    __table_args__ = (Index("ix_slot_change_slot", "resource", "slot", "starts"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    resource: str
    slot: str
    starts: str
    extra: int  # places beside those of the city's file
    outside: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # inside: those that the other zone is to give
    closed: bool
    actor: str
    at: int = Field(sa_type=BigInteger)
