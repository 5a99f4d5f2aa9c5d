"""Mappings, without answers; one approved per form."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ImportMapping(Model):
    __tablename__ = "import_mapping"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    form: str = Field(index=True)
    procedure: str
    duty: str
    document: str = Field(sa_column_kwargs={"name": "told"})  # mapping as JSON
    trial: str  # result of a trial on all waiting packages when proposed, counts as JSON
    state: str  # proposed, approved, replaced, withdrawn
    proposed_by: str
    proposed_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = None
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
