"""A remote clerk's proposals to the resident, one per page."""

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class RemoteProposal(Model):
    __tablename__ = "remote_proposal"
    sealed_under = ("draft",)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    session_id: int = Field(
        sa_column=Column(Number, ForeignKey("remote_session.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    page: str
    state: str  # open, taken, declined
    sealed_boxes: bytes
    made_at: int = Field(sa_type=BigInteger)
