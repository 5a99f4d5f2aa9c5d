"""The last change number: one row, made by a migration, locked until commit."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ChangeHead(Model):
    __tablename__ = "change_head"

    id: int = Field(sa_type=Number, primary_key=True)
    last: int = Field(sa_type=BigInteger)
