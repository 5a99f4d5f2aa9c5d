"""With which saved view a member's desk opens."""

from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class FirstView(SQLModel, table=True):
    """One a member; gone with the view."""

    __tablename__ = "first_view"
    metadata = metadata

    staff_id: int = Field(
        sa_type=Number, primary_key=True, foreign_key="staff.id", sa_column_kwargs={"autoincrement": False}
    )
    view_id: int = Field(sa_type=Number, foreign_key="saved_view.id", ondelete="CASCADE", index=True)
