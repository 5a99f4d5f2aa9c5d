"""審査請求, 取消訴訟; open ones block deletion."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Appeal(Model):
    __tablename__ = "appeal"
    sealed_under = ("application",)
    __table_args__ = (UniqueConstraint("application_id", "once"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # key of the form, so that sending twice makes one row
    kind: str  # review, again, suit
    filed_on: str  # as the documents state
    sealed_words: bytes  # authority or court and its number, under the case's key
    noted_by: int = Field(sa_type=Number, foreign_key="staff.id")
    noted_at: int = Field(sa_type=BigInteger)
    settled_on: str = Field(default="", sa_column_kwargs={"server_default": ""})
    result: str = Field(default="", sa_column_kwargs={"server_default": ""})
    settled_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
