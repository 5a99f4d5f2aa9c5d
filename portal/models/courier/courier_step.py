"""The append-only ledger of packages."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_PACKED, _TAKEN = text("act = 'packed'"), text("act = 'taken'")


class CourierStep(Model):
    __tablename__ = "courier_step"
    # Each number is packed once and taken once, of each peer.
    __table_args__ = (
        Index("uq_courier_step_packed", "peer", "number", unique=True, sqlite_where=_PACKED, postgresql_where=_PACKED),
        Index("uq_courier_step_taken", "peer", "number", unique=True, sqlite_where=_TAKEN, postgresql_where=_TAKEN),
        Index("ix_courier_step_number", "peer", "way", "number"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    way: str  # out, in
    peer: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # 0: the other zone, else the laptop's number
    number: int = Field(sa_type=BigInteger)  # 0 if it could not be read
    digest: str  # SHA-256 of the package
    # Of ours: packed, arrived (acknowledged), lost. Of theirs: taken, again (repeated), refused. Of both: along.
    act: str
    reason: str  # why it was refused, the note about a lost one, or the logins that go along
    items: int
    left_over: int  # of these, not taken yet
    size: int = Field(sa_type=BigInteger)
    actor: str
