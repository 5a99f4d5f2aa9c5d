"""法人番号 → name and place of a corporation, which are public."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Corporation:
    """`closed`: ISO day of 登記記録の閉鎖等, "" while it exists."""

    number: str
    name: str
    kana: str
    address: str
    closed: str


class CorporationRegister(Protocol):
    name: str

    def look_up(self, number: str) -> Corporation | None:
        """`number` has a right check digit. None if unknown. Raises AdapterError."""
