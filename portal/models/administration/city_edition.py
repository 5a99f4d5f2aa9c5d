"""Texts of parts of the city's files, written in the browser (D293)."""

# What was in force is never changed.

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class CityEdition(Model):
    __tablename__ = "city_edition"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    part: str = Field(index=True)
    open_part: str | None = Field(default=None, unique=True)  # the part until it is settled: there is one at a time
    text: str
    to_file: int  # 1: from then on the file counts again, and `text` is empty
    reason: str
    from_day: str
    state: str  # draft, asked, approved (waits for its day), in_force, refused, withdrawn or faulty
    revision: int
    written_by: int = Field(sa_type=Number, foreign_key="staff.id")
    written_at: int = Field(sa_type=BigInteger)
    decided_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    in_force_at: int | None = Field(default=None, sa_type=BigInteger)
    words: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # why it was refused, or what is wrong in it
