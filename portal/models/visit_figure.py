"""How long a visit took. It stays when the visit goes, and names nobody: neither who came nor who served them."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class VisitFigure(SQLModel, table=True):
    """How long a visit took. `uid` is the visit's own while there is one."""

    __tablename__ = "visit_figure"
    metadata = metadata

    uid: str = Field(primary_key=True)
    day: str = Field(index=True)
    begun_at: int = Field(sa_type=BigInteger)
    registered_at: int | None = Field(default=None, sa_type=BigInteger)  # the first of its applications
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    parked: int = Field(default=0, sa_type=BigInteger)  # microseconds
    filed: int = Field(default=0, sa_type=Number)
    boxes: int = Field(default=0, sa_type=Number)  # of the official forms, asked and filled
    unkeyed: int = Field(default=0, sa_type=Number)  # of these, filled without a keystroke (書かない率)
    corrected: int = Field(default=0, sa_type=Number)  # of these, what a source told and the visitor said otherwise
    usual: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})  # of `unkeyed`, only usual
    chosen: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})  # and pressed by visitors
    # Sections that the visitor said were wrong (ちがいます), and how often the papers were printed.
    disputed: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})
    printed: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})
