"""What was answered at a 記載台 before a ticket is called: for a day at most."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class TicketAnswer(Model):
    __tablename__ = "ticket_answer"
    wrapped_as = "ticket_answer:{ticket_id}"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", ondelete="CASCADE")
    key_id: str
    wrapped_key: bytes
    sealed_answers: bytes  # the guide and its answers
    kept_at: int = Field(sa_type=BigInteger)
