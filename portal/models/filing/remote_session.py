"""A clerk and a resident who both agreed, an hour at most."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class RemoteSession(Model):
    __tablename__ = "remote_session"
    __table_args__ = (NUMBERED_ONCE,)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    draft_id: str = Field(
        sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    seed: bytes  # the code is derived from it and not stored
    code_hash: bytes = Field(unique=True)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    state: str  # waiting (for a clerk), asked (for the resident's consent), agreed, ended
    ended_by: str = ""  # resident or staff; "" if it timed out
    page: str = ""  # page that the clerk looked at last
    news: int = Field(sa_type=BigInteger)  # grows with each change that either side should see
    made_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # when the clerk last looked
