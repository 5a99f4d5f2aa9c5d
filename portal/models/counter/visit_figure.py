"""Anonymous figures of a visit, which outlive it."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class VisitFigure(Model):
    __tablename__ = "visit_figure"

    uid: str = Field(primary_key=True)  # of the visit while it exists
    day: str = Field(index=True)
    begun_at: int = Field(sa_type=BigInteger)
    registered_at: int | None = Field(default=None, sa_type=BigInteger)  # of the first application
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    parked: int = Field(default=0, sa_type=BigInteger)  # microseconds
    filed: int = Field(default=0, sa_type=Number)
    boxes: int = Field(default=0, sa_type=Number)  # of the official forms, asked and filled in
    unkeyed: int = Field(default=0, sa_type=Number)  # of these, filled in without a keystroke (書かない率)
    corrected: int = Field(
        default=0, sa_type=Number
    )  # of these, corrected by the visitor after a source filled them in
    usual: int = Field(
        default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"}
    )  # of `unkeyed`, usual values only
    chosen: int = Field(
        default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"}
    )  # of `unkeyed`, chosen by visitors
    # Sections that the visitor marked as wrong (ちがいます), and how often the papers were printed.
    disputed: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})
    printed: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})
