"""文字の読み取り (OCR): what is printed on a paper, as far as a program sees it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Word:
    """`box`: left, top, right and bottom in pixels; `sure`: 0 to 100; words with the same `line` are one line."""

    text: str
    box: tuple[int, int, int, int]
    sure: int
    line: int


@dataclass(frozen=True)
class PageRead:
    """`size` in pixels; `words` in reading order."""

    size: tuple[int, int]
    words: tuple[Word, ...]


class TextReader(Protocol):
    name: str

    def read(self, picture: bytes, *, lines: bool = False) -> tuple[PageRead, ...]:
        """`picture`: a JPEG, or with `lines` a TIFF with one line of text a page, both made here. Keeps nothing. Raises
        AdapterError."""

    def ready(self) -> bool: ...
