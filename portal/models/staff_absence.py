"""Days on which a member of staff is away, both included, and who stands in for them."""

from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StaffAbsence(SQLModel, table=True):
    """Days on which a member of staff is away, both included, and who stands in for them."""

    __tablename__ = "staff_absence"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    from_day: str
    to_day: str
    substitute_id: int = Field(sa_type=Number, foreign_key="staff.id")
