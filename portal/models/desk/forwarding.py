"""Cases at the prefecture (進達), each returned once."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Forwarding(Model):
    __tablename__ = "forwarding"
    sealed_under = ("application",)
    __table_args__ = (UniqueConstraint("application_id", "once"), Index("ix_forwarding_number", "number", "sent_on"))

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # key of the form, so that sending twice makes one row
    number: str  # 文書番号 of the covering document, which may cover several cases
    sent_on: str  # as the documents state
    sent_by: int = Field(sa_type=Number, foreign_key="staff.id")
    sent_at: int = Field(sa_type=BigInteger)
    due: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # due day at that time, if the period is suspended meanwhile
    returned_on: str = Field(default="", sa_column_kwargs={"server_default": ""})
    result: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sealed_words: bytes | None = None  # text from the prefecture
    returned_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    returned_at: int | None = Field(default=None, sa_type=BigInteger)
