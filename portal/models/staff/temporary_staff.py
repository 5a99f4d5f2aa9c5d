"""Accounts for one disaster mode; no sign-in after `last_day`."""

from sqlmodel import Field

from portal.models.base import Model, Number


class TemporaryStaff(Model):
    __tablename__ = "temporary_staff"

    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", primary_key=True)
    mode_id: int = Field(sa_type=Number, foreign_key="disaster_mode.id", index=True)
    last_day: str
