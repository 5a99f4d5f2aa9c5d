"""What a clerk proposes for a page of a draft that they look at from afar."""

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class RemoteProposal(SQLModel, table=True):
    """It stands beside the draft, sealed, until its resident takes it in or declines; one a page. It goes with the pairing."""

    __tablename__ = "remote_proposal"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    session_id: int = Field(
        sa_column=Column(Number, ForeignKey("remote_session.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    page: str
    state: str  # open, taken, declined
    sealed_boxes: bytes
    made_at: int = Field(sa_type=BigInteger)
