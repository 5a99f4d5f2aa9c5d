"""Who of the register filed an application: a question that waits for staff. The filing never waits for it."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class RegisterMatch(SQLModel, table=True):
    """`state` open, matched or nobody."""

    __tablename__ = "register_match"
    metadata = metadata

    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    state: str
    sealed_card: bytes  # what the card said on that day
    opened_at: int = Field(sa_type=BigInteger)
    settled_by: str = ""  # login
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_reason: bytes | None = None
