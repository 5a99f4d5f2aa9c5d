"""When a document of an application was first opened by its applicant."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Opening(SQLModel, table=True):
    """When a document of an application was first opened by its applicant."""

    __tablename__ = "opening"
    metadata = metadata

    application_id: int = Field(sa_type=Number, primary_key=True, foreign_key="application.id")
    document: str = Field(primary_key=True)
    opened_at: int = Field(sa_type=BigInteger)
