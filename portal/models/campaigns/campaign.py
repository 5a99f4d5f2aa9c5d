"""案内, each with one data key."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Campaign(Model):
    __tablename__ = "campaign"
    wrapped_as = "campaign:{uid}"
    __table_args__ = (UniqueConstraint("procedure", "file_hash"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # associated data of the data key, known before the id
    procedure: str
    duty: str = Field(index=True)
    name: str
    purpose: str
    expires: str  # the last day on which a code opens
    keep_days: int  # days after `expires` until everything is deleted
    state: str  # preview, open, ended
    file_hash: bytes
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    key_id: str
    wrapped_key: bytes
    made_at: int = Field(sa_type=BigInteger)
