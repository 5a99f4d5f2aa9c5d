"""For whom somebody else filed (委任): who, what for, since when, and whether staff found it shown. The principal is nobody's account."""

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class Delegation(SQLModel, table=True):
    """For whom an application was filed by somebody else. `state` claimed, verified or rejected."""

    __tablename__ = "delegation"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    kind: str  # same_household, guardian, agent, care_manager
    scope: str  # the procedure: it holds for nothing else
    starts: str  # ISO day
    sealed_people: bytes  # principal and agent, by name
    state: str
    judged_by: str = ""  # login
    judged_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_shown: bytes | None = None  # what showed it, or why it did not
    # The last day, where the paper says one; "" = with the application.
    ends: str = Field(default="", sa_column_kwargs={"server_default": ""})
