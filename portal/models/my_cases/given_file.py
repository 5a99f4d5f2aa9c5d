"""Files that the office gives to an applicant, until a day."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class GivenFile(Model):
    __tablename__ = "given_file"
    sealed_under = ("application",)
    __table_args__ = (UniqueConstraint("application_id", "once"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    once: str  # key of the form, so that sending twice gives one file
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")  # None: it came by courier
    sealed_facts: bytes
    sealed_content: bytes  # b"" once taken back
    until: str  # last day, ISO
    given_at: int = Field(sa_type=BigInteger)
    taken_back_at: int | None = Field(default=None, sa_type=BigInteger)
