"""Complaints about definitions, layouts and city files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Complaint:
    """`file:line:column: text`. `key` is a stable id; `text` says what to write instead."""

    file: str
    line: int
    column: int
    key: str
    text: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {'warning: ' if self.warning else ''}{self.text} [{self.key}]"


class Refused(Exception):
    """`part`: the procedure without what was complained about, for further checks alone; whole (with a `meaning`) if only
    translations are refused."""

    def __init__(self, complaints: Sequence[Complaint], part: Any = None) -> None:
        self.part = part
        self.complaints = tuple(sorted(complaints))
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))


def errors(complaints: list[Complaint]) -> list[Complaint]:
    return [complaint for complaint in complaints if not complaint.warning]
