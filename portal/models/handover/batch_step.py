"""The append-only history of a batch (引渡し)."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_CLOSED = text("what = 'acknowledged'")


class BatchStep(Model):
    __tablename__ = "batch_step"
    wrapped_as = "batch_step:{uid}"
    __table_args__ = (
        Index("ix_batch_step_closed", "batch_id", unique=True, sqlite_where=_CLOSED, postgresql_where=_CLOSED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # associated data, known before the id; pressing twice makes one step
    batch_id: int = Field(sa_type=Number, foreign_key="export_batch.id", index=True)
    # acknowledged (count and sum agree: the batch is closed), differs (they do not), twice (they agree, and the same
    # applications were acknowledged under another number), lost (a medium), to_deliver (written with the batch by the
    # schedule), delivered, to_release (written with a batch that a second person has to check), released.
    what: str
    at: int = Field(sa_type=BigInteger)
    by: str
    held: int  # applications in it at that time; some may be deleted since
    told_count: int | None = None
    told_sum: str = ""
    on_day: str = ""  # day of the loss, or when it was last seen
    key_id: str = ""
    wrapped_key: bytes = b""
    sealed_words: bytes = b""  # how it was lost and what was done; may name people
