"""Secrets that show an application without sign-in."""

from sqlalchemy import ForeignKey
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class TrackCode(Model):
    __tablename__ = "track_code"

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    seed: bytes  # the code is derived from it and not stored
    code_hash: bytes
