"""When an applicant first opened a document."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class Opening(Model):
    __tablename__ = "opening"

    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id")
    document: str = Field(primary_key=True)
    opened_at: int = Field(sa_type=BigInteger)
