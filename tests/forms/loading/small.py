"""The smallest definition, and others made from it by one change."""

from collections.abc import Mapping
from datetime import date

from forms.calendar import ClosedDays
from forms.complaints import Complaint, Refused
from forms.environment import Environment
from forms.loading import load_text
from forms.procedure import Procedure
from forms.registry import field_types

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
    """The smallest definition with `changed` top-level lines and `more` at its end."""
    text = SMALL
    for key, value in changed.items():
        lines = text.split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        text = "\n".join([*lines[:at], f"{key}: {value}", *lines[at + 1 :]])
    return load_text(text + more, "small.yaml", fields=field_types(), translations=translations)


def refusal(text: str, translations: Mapping[str, str] | None = None) -> list[Complaint]:
    """What is said about a definition that does not load; [] if it loads."""
    try:
        load_text(text, "small.yaml", fields=field_types(), translations=translations)
    except Refused as refused:
        return list(refused.complaints)
    return []
