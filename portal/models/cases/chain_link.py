"""Applications that follow an earlier one (`follows` of their definition)."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ChainLink(Model):
    __tablename__ = "chain_link"

    application_id: int = Field(
        sa_type=Number, primary_key=True, foreign_key="application.id", ondelete="CASCADE",
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    # The later one keeps the number of a deleted earlier one in its evidence.
    earlier_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    made_at: int = Field(sa_type=BigInteger)
