"""発送簿: letters on paper, batches (束), enclosures."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class DispatchBatch(Model):
    """Of one section, printed and posted together."""

    __tablename__ = "dispatch_batch"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    duty: str = Field(index=True)
    day: str
    made_by: int = Field(sa_type=Number, foreign_key="staff.id")
    made_at: int = Field(sa_type=BigInteger)
    printed_at: int | None = Field(
        default=None, sa_type=BigInteger
    )  # last printing; nothing is marked as sent before it


class Dispatch(Model):
    """A further copy is a new line with its reason in `sealed_note`."""

    __tablename__ = "dispatch"
    sealed_under = ("application",)
    __table_args__ = (
        UniqueConstraint("kind", "source", "copies"),
        Index("ix_dispatch_duty_state", "duty", "state"),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    duty: str
    kind: str  # notice, correction
    source: int = Field(sa_type=Number)  # id in the table that `kind` names
    copies: int  # 0 for the first
    state: str  # waiting, checked, packed, sent, returned, dropped
    why: str = ""  # text key of the reason: added automatically, dropped or returned
    registered: int = 0  # 簡易書留
    sealed_note: bytes  # addressee if not the application's; reason for a copy; people protected when it was checked
    put_at: int = Field(sa_type=BigInteger)
    checked_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    batch_id: int | None = Field(default=None, sa_type=Number, foreign_key="dispatch_batch.id", index=True)
    place: int = 0  # position in its batch, from 1
    sent_on: str = Field(default="", index=True)
    sent_by: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    marked_at: int | None = Field(default=None, sa_type=BigInteger)
    returned_on: str = ""


class Enclosure(Model):
    """The keyed hash of its file keeps it out of another case's letter."""

    __tablename__ = "enclosure"
    sealed_under = ("application",)
    __table_args__ = (UniqueConstraint("dispatch_id", "token"), NUMBERED_ONCE)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    dispatch_id: int = Field(sa_type=Number, foreign_key="dispatch.id", ondelete="CASCADE")
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    token: bytes = Field(index=True)
    file_id: str = ""  # attachment of the application; "" if staff provided the file
    sealed_name: bytes
