"""What a city wrote or signed of translations: append-only, the newest of a text counts (D283)."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from portal.models.base import Model, Number


class Translation(Model):
    __tablename__ = "translation"
    __table_args__ = (Index("ix_translation_text", "language", "mark"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    language: str
    mark: str  # SHA-256 of the Japanese, which is too long for an index
    japanese: str
    translation: str
    signed: int  # 1: a person has read it
    actor: str
    at: int = Field(sa_type=BigInteger)
