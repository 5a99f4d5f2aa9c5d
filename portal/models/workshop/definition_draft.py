"""Definitions being written."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class DefinitionDraft(Model):
    __tablename__ = "definition_draft"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    procedure: str = Field(index=True)
    duty: str
    based_on: str  # meaning of the version that it was copied from; "" = empty or from a template
    state: str  # open, published or discarded
    revision: int  # of the latest text
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id")
    started_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
