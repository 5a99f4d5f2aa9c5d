"""The secret beside a receipt number, by which somebody without sign-in looks at what they sent."""

from sqlalchemy import ForeignKey
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class TrackCode(SQLModel, table=True):
    """The secret beside a receipt number. The code itself is nowhere: it is made again from `seed`, as that of a draft."""

    __tablename__ = "track_code"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    seed: bytes
    code_hash: bytes
