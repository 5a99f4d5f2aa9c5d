"""Which section (課) a member of staff belongs to from a day on, until another row says otherwise. Decides no right."""

from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StaffSection(SQLModel, table=True):
    """Which section (課) a member of staff belongs to from a day on, until another row says otherwise."""

    __tablename__ = "staff_section"
    metadata = metadata

    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", primary_key=True)
    from_day: str = Field(primary_key=True)
    section: str
