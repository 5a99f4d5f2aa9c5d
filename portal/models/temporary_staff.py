"""A member of staff who came for a disaster alone: after `last_day` nobody signs in by the account."""

from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class TemporaryStaff(SQLModel, table=True):
    """For which disaster they came, and until when."""

    __tablename__ = "temporary_staff"
    metadata = metadata

    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", primary_key=True)
    mode_id: int = Field(sa_type=Number, foreign_key="disaster_mode.id", index=True)
    last_day: str
