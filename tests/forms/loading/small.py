"""The smallest definition and variants of it."""

from collections.abc import Mapping
from datetime import date

from forms.complaints import Complaint, Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment

ENVIRONMENT = Environment(date(2026, 11, 20), ClosedDays())
SMALL = """\
format: 1
procedure: small
version: 1
kind: request
title: 見本
kana: ミホン
summary: 見本です。
duty: sample
law: {text: 見本条例, certainty: assumed}
fee: {text: 無料, certainty: std}
who: {online: [anyone]}
identity: {sign_in: none}
steps:
  - step: 質問
    id: first
    ask:
      - id: reason
        type: choice
        label: 理由
        options:
          torn: 破れた
          lost: {label: なくした}
"""


def small(more: str = "", translations: Mapping[str, str] | None = None, **changed: str) -> Procedure:
    """`changed` replaces top-level lines."""
    text = SMALL
    for key, value in changed.items():
        lines = text.split("\n")
        start = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        text = "\n".join([*lines[:start], f"{key}: {value}", *lines[start + 1 :]])
    return load_text(text + more, "small.yaml", fields=field_types(), translations=translations)


def refusal(text: str, translations: Mapping[str, str] | None = None) -> list[Complaint]:
    """[] if it loads."""
    try:
        load_text(text, "small.yaml", fields=field_types(), translations=translations)
    except Refused as refused:
        return list(refused.complaints)
    return []
