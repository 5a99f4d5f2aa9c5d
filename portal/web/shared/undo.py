"""The way back, shown beside what was just done. Whether it may be taken, its own act decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Undo:
    """`of`: what is undone, for who does not see the line before it; `boxes`: posted with it."""

    action: str
    of: str
    words: str = "取り消す"
    boxes: Mapping[str, str] = field(default_factory=dict)
