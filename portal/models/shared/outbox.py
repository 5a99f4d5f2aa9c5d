"""Deliveries, written with their cause, claimed by a worker."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from portal.models.base import Model, Number


class Outbox(Model):
    __tablename__ = "outbox"
    wrapped_as = "outbox:{id}"
    __table_args__ = (
        Index("ix_outbox_due", "kind", "state", "next_try"),
        Index("ix_outbox_board", "duty", "made_at", "id"),
    )

    id: str = Field(primary_key=True)  # a UUID, by which the receiver recognises a repeated delivery
    once: str = Field(unique=True)  # prevents requesting the same notice twice
    kind: str  # mail, line, letter
    message: str
    state: str  # waiting, sent, parked, bounced, given_up
    attempts: int
    # While a worker has the row: the instant at which the claim expires.
    next_try: int = Field(sa_type=BigInteger)
    error_code: str
    duty: str
    # Reminders are deleted with their draft (sent or deleted) or person.
    person_id: str | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    contact_id: str | None = Field(default=None, foreign_key="contact.id", ondelete="SET NULL", index=True)
    key_id: str
    wrapped_key: bytes
    sealed_payload: bytes
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
