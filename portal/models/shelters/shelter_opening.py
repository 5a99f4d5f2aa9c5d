"""When a 避難所 is open."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ShelterOpening(Model):
    __tablename__ = "shelter_opening"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    shelter: str = Field(index=True)  # of facilities.yaml, kind shelter
    open_shelter: str | None = Field(default=None, unique=True)  # the shelter until it is closed
    opened_by: str
    opened_at: int = Field(sa_type=BigInteger)
    closed_by: str | None = Field(default=None)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
