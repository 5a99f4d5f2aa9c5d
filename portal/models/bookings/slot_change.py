"""A section's changes of one time, append-only; the newest counts."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from portal.models.base import Model, Number


class SlotChange(Model):
    __tablename__ = "slot_change"
    __table_args__ = (Index("ix_slot_change_slot", "resource", "slot", "starts"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    resource: str
    slot: str
    starts: str
    extra: int  # places in addition to those of the city's file
    outside: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # inner zone: places that the other zone assigns
    closed: bool
    actor: str
    at: int = Field(sa_type=BigInteger)
