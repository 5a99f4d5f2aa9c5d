"""Whom a campaign writes to by what they filed, in place of a list."""

from sqlmodel import Field

from portal.models.base import Model, Number


class Segment(Model):
    __tablename__ = "segment"

    campaign_id: int = Field(sa_type=Number, foreign_key="campaign.id", ondelete="CASCADE", primary_key=True)
    procedure: str  # that they filed
    conditions: str  # JSON: [question, answer], which all hold
    people: int  # when it was planned
    sent: int | None = None  # to whom, when it started
