"""What goes between the zones beside applications, each under a key of its own: that one was thrown away inside, that it is gone
outside, letters of a campaign, and what came of them."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class CourierItem(SQLModel, table=True):
    """As `courier_case` is of an application. Nothing of it tells whose it is."""

    __tablename__ = "courier_item"
    metadata = metadata

    key: str = Field(
        primary_key=True
    )  # gone/<uid>, purged/<uid>, letters/<uid>/<block>, answers/<uid>/<block>, closed/<resource>, waits/<resource>
    said: str  # JSON of what is told; "" where it is read from other tables each time
    sent_step: int = Field(sa_type=BigInteger)
    sent_mark: str  # SHA-256, hex, of what was told
    sent_in: int = Field(sa_type=BigInteger)  # the number of the package that it went with last
    sent_at: int = Field(sa_type=BigInteger)
    there_step: int = Field(sa_type=BigInteger)  # the last one that the other side acknowledged
    taken_step: int = Field(sa_type=BigInteger)
    owes: bool = Field(index=True)  # the other side was not told yet that it came
