"""Complaints in Japanese, then the English detail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from forms.complaints import Complaint
from forms.messages import load

PAGE = "docs/complaints.md"


@cache
def sentences() -> Mapping[str, str]:
    return load(Path(__file__).with_name("messages") / "complaints.ja.yaml")


def japanese(complaint: Complaint) -> str:
    sentence = sentences().get(complaint.key, "")
    return f"注意：{sentence}" if sentence and complaint.warning else sentence


def lines(complaint: Complaint) -> tuple[str, ...]:
    sentence = japanese(complaint)
    if not sentence:
        return (str(complaint),)
    place = f"{complaint.file}:{complaint.line}:{complaint.column}"
    # A scenario may quote a text of several lines.
    return f"{place}: {sentence} [{complaint.key}]", f"    {' '.join(complaint.text.split())}"


def terminal_lines(complaints: Sequence[Complaint]) -> Iterator[str]:
    """The last line names the page that explains the first key."""
    for complaint in complaints:
        yield from lines(complaint)
    key = next((complaint.key for complaint in complaints if japanese(complaint)), "")
    if key:
        yield f"[ ] の語の意味と直しかた（meanings and cures）：{PAGE}#{key}"


def row(complaint: Complaint) -> dict[str, object]:
    return asdict(complaint) | {"ja": sentences().get(complaint.key, "")}
