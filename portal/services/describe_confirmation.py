"""What a visitor confirmed on a screen of their own before an application was registered, for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.services.cases import Case

_LANGUAGES = {"ja": "日本語", "easy": "やさしい日本語", "en": "英語"}
_WAYS = {"drawn": "画面に手で書いた署名", "typed": "画面に入力した氏名", "paper": "印刷した様式に署名すると答えた"}


@dataclass(frozen=True)
class ConfirmationView:
    """`right`: sections as they stand in the application; `others`: of which nothing was said, or which changed afterwards. `strokes`: of a
    drawn signature, as its field type keeps them; `way` "" where nothing was signed."""

    at: datetime | None
    language: str
    right: tuple[str, ...]
    others: tuple[str, ...]
    corrected: int
    veiled: bool
    way: str
    name: str
    strokes: str


def describe_confirmation(case: Case) -> ConfirmationView | None:
    """None where nothing was shown to a visitor."""
    told: Mapping[str, Any] | None = case.evidence.get("visitor")
    if told is None:
        return None
    signed: Mapping[str, Any] = told["signed"] or {}
    return ConfirmationView(
        datetime.fromisoformat(told["at"]) if told["at"] else None,
        _LANGUAGES[told["language"]],
        tuple(told["confirmed"]),
        tuple(told["others"]),
        told["corrected"],
        told["veiled"],
        _WAYS[signed["way"]] if signed else "",
        signed.get("text", ""),
        signed.get("strokes", ""),
    )
