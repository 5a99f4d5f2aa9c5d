"""Acts that came after the section had gone on, for a person to check."""

from sqlalchemy import BigInteger, Column, ForeignKey, String
from sqlmodel import Field

from portal.models.base import Model, Number


class CourierApart(Model):
    __tablename__ = "courier_apart"
    sealed_under = ("application",)

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    act: str = Field(sa_column=Column(String, primary_key=True))  # the act and its instant
    sealed_content: bytes
    came_at: int = Field(sa_type=BigInteger, index=True)
