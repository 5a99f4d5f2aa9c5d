"""What stores took, as a collecting agency reports it (コンビニ収納)."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

# 速報: a till took it; 確報: the store's head office counted it, the money comes; 速報取消: the till undid it.
PROVISIONAL, SETTLED, UNDONE, OTHER = "provisional", "settled", "undone", "other"


@dataclass(frozen=True)
class ShopLine:
    line: int  # of the file, from 1
    kind: str
    named: str  # the file's own code and word for it
    digits: str  # of the bars, whole
    day: date
    time: str  # HHMM; "": the file has none
    shop: str  # chain and shop as the file has them
    paid_out: date | None  # when the agency transfers the money


class ShopFault(NamedTuple):
    # Counted from 1; 0 is the whole.

    line: int
    column: int
    words: str


class ShopFiles(Protocol):
    @property
    def title(self) -> str: ...

    def read(self, content: bytes) -> tuple[tuple[ShopLine, ...], tuple[ShopFault, ...]]:
        """Lines or faults."""
