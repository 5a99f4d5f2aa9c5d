"""What a member of a company may do; ended rights stay as history."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class CompanyRight(Model):
    __tablename__ = "company_right"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    member_id: int = Field(sa_type=Number, foreign_key="company_member.id", ondelete="CASCADE", index=True)
    procedure: str  # "" = all
    act: str  # read, write, send, pay
    given_by: int = Field(sa_type=Number)  # a member's id
    given_at: int = Field(sa_type=BigInteger)
    ended_by: int | None = Field(default=None, sa_type=Number)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
