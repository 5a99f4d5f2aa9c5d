"""The visitor's own screen (a tablet) beside a visit: which device it is, and what it shows and was told, sealed as the visit is."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class VisitorScreen(SQLModel, table=True):
    """One a visit: a second device takes the place of the first."""

    __tablename__ = "visitor_screen"
    metadata = metadata

    visit_id: str = Field(sa_column=Column(String, ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True))
    code_number: int = Field(sa_type=Number)  # which of its codes: each is made of this and the visit by a key
    code_hash: bytes | None = Field(default=None, unique=True)  # keyed; none once it was used
    code_until: int = Field(sa_type=BigInteger)
    token_hash: bytes | None = Field(default=None, unique=True)  # of the device
    session_hash: bytes | None = None  # of the clerk who shows something: with their session it goes from the screen
    sealed_state: bytes | None = None
    touched_at: int = Field(sa_type=BigInteger)
    mark: int = Field(sa_type=BigInteger)  # one more with each change: what pages ask about, and two writers meet at
