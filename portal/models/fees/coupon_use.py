"""Uses of 利用券 at shops."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from portal.models.base import Model, Number


class CouponUse(Model):
    __tablename__ = "coupon_use"
    __table_args__ = (Index("ix_coupon_use_shop_id", "shop_id", "day"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    coupon_id: int = Field(sa_type=Number, foreign_key="coupon.id", ondelete="CASCADE", index=True)
    shop_id: str = Field(foreign_key="coupon_shop.id")
    once: str = Field(unique=True)  # key of the page that used it, so that pressing twice is one use
    day: str
    at: int = Field(sa_type=BigInteger)
    undone_at: int | None = Field(default=None, sa_type=BigInteger)
