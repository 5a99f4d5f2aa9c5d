"""パスキー: public key and signature counter."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class StaffPasskey(Model):
    __tablename__ = "staff_passkey"
    __table_args__ = (NUMBERED_ONCE,)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    credential: bytes = Field(unique=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger)
    name: str
    made_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
