"""Other items between the zones, by key."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class CourierItem(Model):
    __tablename__ = "courier_item"

    key: str = Field(
        primary_key=True
    )  # gone/<uid>, purged/<uid>, letters/<uid>/<block>, answers/<uid>/<block>, closed/<resource>, waits/<resource>
    content: str = Field(sa_column_kwargs={"name": "said"})  # as JSON; "" if it is read from other tables each time
    sent_step: int = Field(sa_type=BigInteger)
    sent_mark: str  # SHA-256, hex, of the content sent
    sent_in: int = Field(sa_type=BigInteger)  # number of the last package that contained it
    sent_at: int = Field(sa_type=BigInteger)
    there_step: int = Field(sa_type=BigInteger)  # last step that the other side acknowledged
    taken_step: int = Field(sa_type=BigInteger)
    owes: bool = Field(index=True)  # its arrival is not yet acknowledged to the other side
