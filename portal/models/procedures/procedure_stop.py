"""Stops; the last row decides."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ProcedureStop(Model):
    __tablename__ = "procedure_stop"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    procedure: str = Field(index=True)
    kind: str  # stopped, ended or lifted
    words: str  # for residents
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")  # NULL: by courier
    at: int = Field(sa_type=BigInteger)
