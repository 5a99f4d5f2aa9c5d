"""The visitor's screen (a tablet); a second device replaces the first."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class VisitorScreen(Model):
    __tablename__ = "visitor_screen"
    sealed_under = ("visit",)

    visit_id: str = Field(sa_column=Column(String, ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True))
    code_number: int = Field(sa_type=Number)  # number of the current code, which a key derives from it and the visit
    code_hash: bytes | None = Field(default=None, unique=True)  # keyed hash; None after use
    code_until: int = Field(sa_type=BigInteger)
    token_hash: bytes | None = Field(default=None, unique=True)  # of the device's token
    session_hash: bytes | None = None  # session of the clerk; the screen is cleared when it ends
    sealed_state: bytes | None = None
    touched_at: int = Field(sa_type=BigInteger)
    mark: int = Field(sa_type=BigInteger)  # grows with each change; pages poll it, and it detects two writers
