"""Blank forms printed for hours without a computer."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class BlankForm(Model):
    __tablename__ = "blank_form"

    # Without gaps, so that a missing sheet is noticed.
    number: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    batch: str = Field(index=True)  # key of the page that made it, so that pressing twice makes one batch
    procedure: str
    meaning: str  # the printed version
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    made_at: int = Field(sa_type=BigInteger)
    uid: str | None = Field(default=None, unique=True)  # of the draft into which it is keyed, and of its application
    filed_at: int | None = Field(default=None, sa_type=BigInteger)
    spoiled_at: int | None = Field(default=None, sa_type=BigInteger)  # the sheet was thrown away
