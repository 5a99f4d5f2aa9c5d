"""A member's 課 from a day until the next row, without rights."""

from sqlmodel import Field

from portal.models.base import Model, Number


class StaffSection(Model):
    __tablename__ = "staff_section"

    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", primary_key=True)
    from_day: str = Field(primary_key=True)
    section: str
