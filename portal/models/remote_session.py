"""A clerk looks at a draft together with its resident, from afar: by a code, once both have agreed, for an hour at most."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class RemoteSession(SQLModel, table=True):
    """The one pairing of a draft. The code itself is nowhere, as with `DraftCode`. It goes with its draft."""

    __tablename__ = "remote_session"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    draft_id: str = Field(
        sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    seed: bytes
    code_hash: bytes = Field(unique=True)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    state: str  # waiting (for a clerk), asked (for the resident's word), agreed, ended
    ended_by: str = ""  # resident or staff; "" where its time ran out
    page: str = ""  # what the clerk looked at last
    news: int = Field(sa_type=BigInteger)  # goes up with everything that either side should see
    made_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # when the clerk looked last
