"""A mapping of a form that was made here: names of fields and of questions, no answer of anybody."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ImportMapping(SQLModel, table=True):
    """`state`: proposed, approved, replaced, withdrawn. One is approved for a form at a time."""

    __tablename__ = "import_mapping"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    form: str = Field(index=True)
    procedure: str
    duty: str
    told: str  # the mapping as JSON
    trial: str  # what it did with all that waited when it was proposed, as JSON of counts
    state: str
    proposed_by: str
    proposed_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = None
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
