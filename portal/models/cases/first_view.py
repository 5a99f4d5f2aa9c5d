"""The saved view that opens a member's desk."""

from sqlmodel import Field

from portal.models.base import Model, Number


class FirstView(Model):
    __tablename__ = "first_view"

    staff_id: int = Field(
        sa_type=Number, primary_key=True, foreign_key="staff.id", sa_column_kwargs={"autoincrement": False}
    )
    view_id: int = Field(sa_type=Number, foreign_key="saved_view.id", ondelete="CASCADE", index=True)
