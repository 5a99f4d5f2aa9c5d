"""A draft that came of an invitation. The draft may go and the application come: both have this id."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class InvitationOpening(SQLModel, table=True):
    """A draft that came of an invitation. An invitation may be opened again; it is answered once."""

    __tablename__ = "invitation_opening"
    metadata = metadata

    draft_id: str = Field(primary_key=True)
    invitation_id: int = Field(sa_type=Number, foreign_key="invitation.id", ondelete="CASCADE", index=True)
    person_id: str = Field(index=True)  # no key of a table: guests go, and their openings mean nothing then
    at: int = Field(sa_type=BigInteger)
