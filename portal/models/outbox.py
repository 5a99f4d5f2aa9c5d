"""What has to leave: one row a delivery, written in the transaction of what it tells of, claimed by a worker later."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Outbox(SQLModel, table=True):
    """One delivery. While a worker has it, `next_try` is the instant at which it counts as forgotten."""

    __tablename__ = "outbox"
    metadata = metadata
    __table_args__ = (
        Index("ix_outbox_due", "kind", "state", "next_try"),
        Index("ix_outbox_board", "duty", "made_at", "id"),
    )

    id: str = Field(primary_key=True)  # a UUID: the neighbour knows a repeated delivery by it
    once: str = Field(unique=True)  # the same notice asked for twice meets this key
    kind: str  # mail, line, letter
    message: str
    state: str  # waiting, sent, parked, bounced, given_up
    attempts: int
    next_try: int = Field(sa_type=BigInteger)
    error_code: str
    duty: str
    # A draft that is sent or deleted takes its reminders along; so does a person.
    person_id: str | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    contact_id: str | None = Field(default=None, foreign_key="contact.id", ondelete="SET NULL", index=True)
    key_id: str
    wrapped_key: bytes
    sealed_payload: bytes
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
