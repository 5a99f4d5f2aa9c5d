"""That somebody looked at a 個人番号, and what for. The number itself is nowhere in it."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class NumberLook(SQLModel, table=True):
    """One look."""

    __tablename__ = "number_look"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    place: str  # whose number: the key of the answer, or the person
    purpose: str
    sealed_note: bytes
    seen_by: str  # login
    seen_at: int = Field(sa_type=BigInteger)
