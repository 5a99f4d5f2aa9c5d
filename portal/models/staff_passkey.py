"""A passkey (パスキー) of a member of staff: its public half, and how often it has signed."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StaffPasskey(SQLModel, table=True):
    """A passkey (パスキー) of a member of staff: its public half, and how often it has signed."""

    __tablename__ = "staff_passkey"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    credential: bytes = Field(unique=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger)
    name: str
    made_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
