"""Drafts opened from an invitation, which is answered once."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class InvitationOpening(Model):
    __tablename__ = "invitation_opening"
    application_uid_in = "draft_id"

    draft_id: str = Field(primary_key=True)  # also the uid of the application
    invitation_id: int = Field(sa_type=Number, foreign_key="invitation.id", ondelete="CASCADE", index=True)
    person_id: str = Field(index=True)  # no foreign key: guests are deleted, and their openings then mean nothing
    at: int = Field(sa_type=BigInteger)
