"""A procedure with 個人番号, and numbers that belong to no person."""

import re
from functools import cache
from pathlib import Path

from forms.definition.procedure import Procedure
from forms.numbers.check_digits import of_person
from integrations.exports.layout import FileLayout
from integrations.exports.loading import load_layout
from integrations.sockets.layout_socket import AnswerTables
from tests.forms.loading.small import SMALL, small
from tests.portal.world import DUTY

_STEPS = """\
  - step: あなた
    id: you
    as: claimant
    ask:
      - {id: name, type: person_name, label: 氏名}
      - {id: number, type: my_number, label: 個人番号, why: 法律で決まっているからです。, protection: number}
  - step: 家族
    id: family
    ask:
      - repeat: members
        label: 家族
        max: 3
        each: "{name}"
        ask:
          - {id: name, type: person_name, label: 家族の氏名}
"""
_LAYOUT = """\
layout: numbers.small
version: "1"
basis: assumption
title: 個人番号を使う事務
purpose: number-use
applies_to: {procedure: small}
file:
  {kind: csv, header: names, embedded_newline: space, unanswered: same, formulas: keep, name: "main_{batch}.csv",
   done: {name: "{stem}.end"}, report: {name: "{stem}_report.csv"}}
unmappable: {default: hold}
records:
  - id: main
    foreach: application
    title: 本体
    columns:
      - {name: 受付番号, from: head.receipt_number}
      - {name: 個人番号, type: N, len: 12, from: numbers.claimant}
  - id: member
    foreach: row
    of: members
    title: 家族
    name: "member_{batch}.csv"
    columns:
      - {name: 受付番号, from: head.receipt_number}
      - {name: 個人番号, type: N, len: 12, from: numbers.members}
"""


def number(seed: int) -> str:
    """Twelve digits with a valid check digit."""
    body = f"{71_908_264_535 + seed * 7_919:011}"
    return body + of_person(body)


def with_numbers(how: str = "ask", version: str = "1", who: str = "{online: [self], counter: [self]}") -> Procedure:
    identity = (
        f"{{sign_in: card}}\nmy_number: {{how: {how}, of: [claimant, members], basis: 番号法, certainty: assumed}}"
    )
    steps = _STEPS if how == "ask" else re.sub(r".*type: my_number.*\n", "", _STEPS)
    assert SMALL.endswith("lost: {label: なくした}\n")
    return small(steps, version=version, duty=DUTY, who=who, identity=identity)


def digits_in(content: bytes, digits: str) -> bool:
    """Whether the twelve digits occur in any width, grouping or encoding."""
    return any(
        re.search(_pattern(digits, encoding), content) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932")
    )


@cache
def _pattern(digits: str, encoding: str) -> re.Pattern[bytes]:
    # Of bytes: a database of five megabytes, decoded four times and normalized, took a second.
    between = b"(?:%b)*" % _either(" \t\r\n\u00a0\u3000-‐‑–—−ー・.,_/．，／＿－｡･", encoding)
    return re.compile(between.join(b"(?:%b)" % _either(digit + chr(ord(digit) + 0xFEE0), encoding) for digit in digits))


def _either(signs: str, encoding: str) -> bytes:
    encoded = (sign.encode(encoding, errors="ignore") for sign in signs)
    return b"|".join(re.escape(sign) for sign in encoded if sign)


def number_layout(folder: Path, made_of: AnswerTables, changed: str = "", to: str = "") -> FileLayout:
    """The smallest layout with numbers; `changed` is replaced by `to`."""
    assert changed in _LAYOUT
    path = folder / "numbers.small.yaml"
    path.write_text(_LAYOUT.replace(changed, to) if changed else _LAYOUT, encoding="utf-8")
    return load_layout(path, made_of)
