"""Definitions that use blocks and code lists."""

from collections.abc import Mapping
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text, read_library
from tests.forms.loading.small import SMALL

BLOCK = """\
format: 1
block: someone
title: 人
params:
  phone: {type: choice, options: [none, optional, required], default: none}
  number: {type: condition, default: false}
  holder: {type: answer, default: reason}
  fits: {type: condition, default: true}
ask:
  - together: お名前
    id: names
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name, known_from: applicant.name}
      - {id: kana, type: kana, label: ふりがな}
  - {id: phone, type: phone, label: 電話, given: {phone: [optional, required]}, required: {phone: required}}
  - {id: number, type: my_number, label: 個人番号, protection: number, given: number}
  - {id: told, type: text, label: ひとこと, required: false, when: with.holder == lost, warn: [{that: with.fits, say: 確かめてください。}]}
"""
CODES = """\
format: 1
codes: colours
options: {red: 赤, blue: 青}
"""


def library_in(folder: Path, blocks: Mapping[str, str] | None = None, codes: str = CODES) -> Path:
    """Block `someone` and code list `colours`."""
    (folder / "blocks").mkdir(exist_ok=True)
    (folder / "codes").mkdir(exist_ok=True)
    for name, text in ({"someone.yaml": BLOCK} if blocks is None else blocks).items():
        (folder / "blocks" / name).write_text(text)
    (folder / "codes" / "colours.yaml").write_text(codes)
    return folder


def using(folder: Path, more: str) -> Procedure:
    return load_text(SMALL + more, "small.yaml", fields=field_types(), library=read_library([folder]))


def complaints_about(folder: Path, more: str) -> list[Complaint]:
    try:
        using(folder, more)
    except Refused as refused:
        return list(refused.complaints)
    return []
