"""権限: role × duty, with dates."""

# `*` is every duty.

from sqlmodel import Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class StaffRight(Model):
    __tablename__ = "staff_right"
    __table_args__ = (NUMBERED_ONCE,)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    role: str
    duty: str
    from_day: str
    to_day: str | None = Field(default=None)
    # hand, or group (of the city's identity provider).
    source: str = Field(default="hand", sa_column_kwargs={"server_default": "hand"})
