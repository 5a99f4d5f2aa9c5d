"""Complaints in Japanese, then the English detail."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from forms.complaints import Complaint
from forms.messages import load

PAGE = "docs/complaints.md"
_OF_VALUES = frozenset({"value.wrong", "value.few", "value.choice", "value.spelling"})
_MEANT = re.compile(r"did you mean ([^ ?]+)\?")
# What may be written, as `forms.loading.misfit` and the shapes say it most often.
_WRITABLE: Mapping[str, str] = {
    r"\bone of ([^;:?]+?)(?= or \w+ [a-z]|[;:]|$)": "{} のどれか",
    r"\btrue or false": "true か false",
    r"\ba whole number": "整数",
    r"\ba number in quotes": '引用符に入れた数（"1.5"）',
    r'\btext \(("[^"]*") in quotes\)': "引用符に入れたことば（{}）",
    r"\b(?:write|or) (?:text|words)$": "ことば",
    r"\ba list: ": "並び（[a, b]）",
    r"\bits keys: (.+)$": "中のキー（{}）",
    r"\bat least (\d+)": "{} 以上",
    r"\bat most (\d+) characters": "{} 文字まで",
    r"\bat most (\d+)$": "{} まで",
    r"the day as (\S+)": "日（{} の形）",
    r"^[^:]*: write lower-case letters, digits and (\S) \(like (.+)\)": "英字の小文字と数字と {}（{} など）",
    r"\bkatakana$": "カタカナ",
    r"\ba URL that begins with https://": "https:// で始まるアドレス",
}


@cache
def sentences() -> Mapping[str, str]:
    return load(Path(__file__).with_name("messages") / "complaints.ja.yaml")


def japanese(complaint: Complaint) -> str:
    sentence = sentences().get(complaint.key, "")
    if complaint.key in _OF_VALUES and (writable := _writable(complaint.text)):
        sentence += f"書けるもの：{'、または'.join(writable)}。"
    if sentence and (meant := _MEANT.search(complaint.text)):
        sentence += f"「{meant[1]}」のことですか。"
    return f"注意：{sentence}" if sentence and complaint.warning else sentence


def _writable(text: str) -> list[str]:
    tried = [(re.search(pattern, text), words) for pattern, words in _WRITABLE.items()]
    return [words.format(*(group.replace(", ", "、") for group in match.groups())) for match, words in tried if match]


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
