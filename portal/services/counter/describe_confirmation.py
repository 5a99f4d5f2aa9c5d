"""What a visitor confirmed, for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.text.translations import IN_JAPANESE
from portal.services.cases.cases import Case

_WAYS = {"drawn": "画面に手で書いた署名", "typed": "画面に入力した氏名", "paper": "印刷した様式に署名すると答えた"}


@dataclass(frozen=True)
class ConfirmationView:
    at: datetime | None
    language: str
    right: tuple[str, ...]
    others: tuple[str, ...]  # not confirmed, or changed since
    corrected: int
    veiled: bool
    way: str  # "" without a signature
    name: str
    strokes: str


def describe_confirmation(case: Case) -> ConfirmationView | None:
    visitor: Mapping[str, Any] | None = case.evidence.get("visitor")
    if visitor is None:
        return None
    signed: Mapping[str, Any] = visitor["signed"] or {}
    return ConfirmationView(
        datetime.fromisoformat(visitor["at"]) if visitor["at"] else None,
        IN_JAPANESE[visitor["language"]],
        tuple(visitor["confirmed"]),
        tuple(visitor["others"]),
        visitor["corrected"],
        visitor["veiled"],
        _WAYS[signed["way"]] if signed else "",
        signed.get("text", ""),
        signed.get("strokes", ""),
    )
