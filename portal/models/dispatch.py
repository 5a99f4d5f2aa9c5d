"""発送簿: a letter that is to leave by paper, the batch (束) it leaves in, and what is enclosed."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class DispatchBatch(SQLModel, table=True):
    """Letters of one section that are printed and posted together."""

    __tablename__ = "dispatch_batch"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    duty: str = Field(index=True)
    day: str
    made_by: int = Field(sa_type=Number, foreign_key="staff.id")
    made_at: int = Field(sa_type=BigInteger)
    printed_at: int | None = Field(default=None, sa_type=BigInteger)  # last; nothing is marked as sent before


class Dispatch(SQLModel, table=True):
    """One line of the 発送簿. The same letter has one line; a further copy has the next number and says why (`sealed_note`)."""

    __tablename__ = "dispatch"
    metadata = metadata
    __table_args__ = (
        UniqueConstraint("kind", "source", "copies"),
        Index("ix_dispatch_duty_state", "duty", "state"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    duty: str
    kind: str  # notice, correction
    source: int = Field(sa_type=Number)  # of the table that `kind` names
    copies: int  # 0 for the first
    state: str  # waiting, checked, packed, sent, returned, dropped
    why: str = ""  # of a line that was put in by itself, dropped or came back: a key of its words
    registered: int = 0  # 簡易書留
    sealed_note: (
        bytes  # to whom and where, if not as the application says; why once more; who was protected when it was checked
    )
    put_at: int = Field(sa_type=BigInteger)
    checked_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    batch_id: int | None = Field(default=None, sa_type=Number, foreign_key="dispatch_batch.id", index=True)
    place: int = 0  # in its batch, from 1
    sent_on: str = Field(default="", index=True)
    sent_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    marked_at: int | None = Field(default=None, sa_type=BigInteger)
    returned_on: str = ""


class Enclosure(SQLModel, table=True):
    """A paper that goes along, known by the keyed hash of its file, so that the same file is not put into another case's letter."""

    __tablename__ = "enclosure"
    metadata = metadata
    __table_args__ = (UniqueConstraint("dispatch_id", "token"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    dispatch_id: int = Field(sa_type=Number, foreign_key="dispatch.id", ondelete="CASCADE")
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    token: bytes = Field(index=True)
    file_id: str = ""  # of the application; "" of one that staff brought
    sealed_name: bytes
