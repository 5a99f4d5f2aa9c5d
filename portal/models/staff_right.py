"""A right (権限): role × duty, with dates. Duty `*` is every duty. `source`: by hand, or by a group of the city's provider."""

from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StaffRight(SQLModel, table=True):
    """A right (権限): role × duty, with dates. Duty `*` is every duty."""

    __tablename__ = "staff_right"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    role: str
    duty: str
    from_day: str
    to_day: str | None = Field(default=None)
    source: str = Field(default="hand", sa_column_kwargs={"server_default": "hand"})
