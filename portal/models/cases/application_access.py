"""People who opened an application by number and code."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class ApplicationAccess(Model):
    __tablename__ = "application_access"

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    person_id: str = Field(
        sa_column=Column(String, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    made_at: int = Field(sa_type=BigInteger)
