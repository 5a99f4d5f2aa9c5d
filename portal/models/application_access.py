"""Who came to an application by its number and code. The owner needs none."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class ApplicationAccess(SQLModel, table=True):
    """Who came to an application by its number and code. It ends with the person, who is known by one session alone."""

    __tablename__ = "application_access"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    person_id: str = Field(
        sa_column=Column(String, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    made_at: int = Field(sa_type=BigInteger)
