"""Absences (both days included) and substitutes."""

from sqlmodel import Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class StaffAbsence(Model):
    __tablename__ = "staff_absence"
    __table_args__ = (NUMBERED_ONCE,)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    from_day: str
    to_day: str
    substitute_id: int = Field(sa_type=Number, foreign_key="staff.id")
