"""まとめて申請, without personal data; deleted with the last part."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class Bundle(Model):
    __tablename__ = "bundle"

    id: str = Field(primary_key=True)
    number: str | None = Field(default=None, unique=True)  # お問い合わせ番号, set when it is sent
    made_at: int = Field(sa_type=BigInteger)
    sent_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
