"""Where one application stands between the zones: what was sent of it, what the other side has, and what came from there."""

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class CourierCase(SQLModel, table=True):
    """One of each application that is carried. A `step` is an instant that only grows: of two, the later one says how it is."""

    __tablename__ = "courier_case"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    sent_step: int = Field(sa_type=BigInteger)  # 0 = nothing was sent yet
    sent_mark: str  # SHA-256 of what was sent
    sent_in: int = Field(sa_type=BigInteger)  # the number of the package that it went with last
    sent_at: int = Field(sa_type=BigInteger)
    sent_files: str  # ids, spaces between
    there_step: int = Field(sa_type=BigInteger)  # the last one that the other side acknowledged
    there_files: str
    taken_step: int = Field(sa_type=BigInteger)  # the last one that came from there
    taken_acts: str  # the mark of what the applicant had done by then
    owes: bool = Field(index=True)  # the other side was not told yet that it came
    looked_at: int = Field(sa_type=BigInteger)  # when it was last compared with what was sent
