"""A person's link to the register; outlasts their card."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class PersonLink(Model):
    __tablename__ = "person_link"
    sealed_under = ("person",)

    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
    sealed_number: bytes  # 宛名番号
    linked_by: str  # login
    linked_at: int = Field(sa_type=BigInteger)
