"""People invited to a procedure for one purpose until one day (案内). One data key for all of its invitations."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class Campaign(SQLModel, table=True):
    """People invited to a procedure for one purpose until one day. The same file for the same procedure is the same one."""

    __tablename__ = "campaign"
    metadata = metadata
    __table_args__ = (UniqueConstraint("procedure", "file_hash"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # binds the data key before the number is known
    procedure: str
    duty: str = Field(index=True)
    name: str
    purpose: str
    expires: str  # the last day on which a code opens
    keep_days: int  # after that day until everything is deleted
    state: str  # preview, open, ended
    file_hash: bytes
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    key_id: str
    wrapped_key: bytes
    made_at: int = Field(sa_type=BigInteger)
