"""利用券 of a decision."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Coupon(Model):
    __tablename__ = "coupon"
    __table_args__ = (UniqueConstraint("application_id", "made_at"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE")
    made_at: int = Field(sa_type=BigInteger)  # of its result; with the case's uid the seed of its code
    code_hash: bytes = Field(unique=True)
    value: int = Field(sa_type=BigInteger)  # yen of one use, 0 if none is named
    uses: int
    remaining: int
    first_on: str
    last_on: str  # "" without an end
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)
