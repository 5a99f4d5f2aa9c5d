"""People at a 避難所."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from portal.models.base import Model


class ShelterStay(Model):
    __tablename__ = "shelter_stay"
    wrapped_as = "shelter_stay:{id}"
    __table_args__ = (Index("ix_shelter_stay_shelter_left_at", "shelter", "left_at"),)

    id: str = Field(primary_key=True)
    once: str = Field(unique=True)  # key of the page that checked in, so that pressing twice makes one stay
    shelter: str
    people: int  # with those who came along
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes
    revision: int
    came_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger, index=True)
    left_at: int | None = Field(default=None, sa_type=BigInteger)
