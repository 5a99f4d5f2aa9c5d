"""A blank form that was printed with a number of its own, for hours without a computer: one row a sheet, until it is keyed."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class BlankForm(SQLModel, table=True):
    """Numbered without gaps in one city, so that a sheet that is missing is seen. Holds nothing of anybody."""

    __tablename__ = "blank_form"
    metadata = metadata

    number: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    batch: str = Field(index=True)  # of the page that it was made on: pressed twice it is one
    procedure: str
    meaning: str  # the version that was printed
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    made_at: int = Field(sa_type=BigInteger)
    uid: str | None = Field(default=None, unique=True)  # of the draft that it is keyed into, and of its application
    filed_at: int | None = Field(default=None, sa_type=BigInteger)
    spoiled_at: int | None = Field(default=None, sa_type=BigInteger)  # it was thrown away
