"""Shops that take 利用券."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class CouponShop(Model):
    __tablename__ = "coupon_shop"
    stays = "is the city's list of shops, of no application"

    id: str = Field(primary_key=True)  # random; with a key of the service it makes the shop's link
    procedure: str = Field(index=True)
    name: str
    made_at: int = Field(sa_type=BigInteger)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
