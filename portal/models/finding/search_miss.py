"""Searches without a match, by month."""

from sqlmodel import Field

from portal.models.base import Model, Number


class SearchMiss(Model):
    __tablename__ = "search_miss"

    month: str = Field(primary_key=True)  # 2026-11
    mark: bytes = Field(primary_key=True)  # keyed hash of the folded words
    word: str = ""  # "" until enough searches on enough days: it could be a name
    number: int = Field(sa_type=Number)
    days: int = Field(sa_type=Number)  # different days
    last_day: str
