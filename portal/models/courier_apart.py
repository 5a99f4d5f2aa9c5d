"""What came from the applicant by courier and did not fit any more, because the section had gone on: kept for a person to look at."""

from sqlalchemy import BigInteger, Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class CourierApart(SQLModel, table=True):
    """Once for each thing that was done: `act` names it with its instant."""

    __tablename__ = "courier_apart"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    act: str = Field(sa_column=Column(String, primary_key=True))
    sealed_content: bytes
    came_at: int = Field(sa_type=BigInteger, index=True)
