"""The way back, shown beside what was just done; its own act decides whether it is allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Undo:
    action: str
    of: str  # what is undone, for readers who do not see the line before it
    words: str = "取り消す"
    boxes: Mapping[str, str] = field(default_factory=dict)  # posted with it
