"""Several procedures that are filed together (まとめて申請). Whose it is, is told by its parts alone."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class Bundle(SQLModel, table=True):
    """Holds nothing personal, and goes with its last part."""

    __tablename__ = "bundle"
    metadata = metadata

    id: str = Field(primary_key=True)
    number: str | None = Field(default=None, unique=True)  # お問い合わせ番号, once it was sent
    made_at: int = Field(sa_type=BigInteger)
    sent_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
