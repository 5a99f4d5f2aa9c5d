"""Up to which application an office was mailed, and when."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class OfficeMail(Model):
    __tablename__ = "office_mail"

    address: str = Field(primary_key=True)
    office: str = Field(primary_key=True)
    last_id: int = Field(sa_type=Number)
    mailed_at: int = Field(sa_type=BigInteger)
