"""What became of a batch (引渡し) after it was made: its receiver's count came back, or a medium with it was lost. Only added to."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_CLOSED = text("what = 'acknowledged'")


class BatchStep(SQLModel, table=True):
    """`what`: acknowledged (count and sum are ours: the batch is closed), differs (they are not), twice (they are, and the
    same applications were acknowledged under another number), lost (a medium),
    to_deliver (written with the batch by the clock) and delivered, to_release (written with a batch that a second person has to
    look at) and released."""

    __tablename__ = "batch_step"
    metadata = metadata
    __table_args__ = (
        Index("ix_batch_step_closed", "batch_id", unique=True, sqlite_where=_CLOSED, postgresql_where=_CLOSED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # binds what is sealed before the number is known; the same press twice is one step
    batch_id: int = Field(sa_type=Number, foreign_key="export_batch.id", index=True)
    what: str
    at: int = Field(sa_type=BigInteger)
    by: str
    held: int  # applications in it at that time: some may be gone since
    told_count: int | None = None
    told_sum: str = ""
    on_day: str = ""  # when it was lost, or last seen
    key_id: str = ""
    wrapped_key: bytes = b""
    sealed_words: bytes = b""  # how it was lost and what was done: staff may name somebody
