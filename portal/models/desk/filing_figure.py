"""Minutes and boxes of what was filed, which nothing leads back to a person."""

from sqlalchemy import Index
from sqlmodel import Field

from portal.models.base import Model, Number


class FilingFigure(Model):
    __tablename__ = "filing_figure"
    __table_args__ = (Index("ix_filing_figure_day", "duty", "day"),)

    uid: str = Field(primary_key=True)  # random: neither the application's nor in its order
    day: str
    duty: str
    procedure: str
    door: str
    # From the first page to the submission; None if it lay for longer than one sitting.
    minutes: int | None = Field(default=None, sa_type=Number)
    boxes: int = Field(sa_type=Number)  # of the official form, needed and filled in
    unkeyed: int = Field(sa_type=Number)  # of these, without a keystroke (書かない率)
