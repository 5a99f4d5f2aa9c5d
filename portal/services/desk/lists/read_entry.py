"""A typed entry of a kept list, in a form or file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forms.city.kept_lists import KEY, MOST_WORDS, MOST_YEN, Column, KeptList
from forms.path.environment import ListEntry
from forms.text.japanese import katakana, plain, trim, unusable

BOXES: Mapping[str, str] = {
    "key": "キー", "label": "名前", "kana": "よみ", "easy": "やさしい日本語", "english": "英語", "starts": "はじめの日", "ends": "おわりの日",
    "note": "備考",
}  # fmt: skip
OF_COLUMN = "column_"
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)


@dataclass(frozen=True)
class Flaw:
    box: str
    words: str


def headings(kept: KeptList) -> dict[str, str]:
    """Box → heading."""
    return {**BOXES, **{f"{OF_COLUMN}{name}": column.label for name, column in kept.columns.items()}}


def typed_of(entry: ListEntry) -> dict[str, str]:
    own = {name: str(getattr(entry, name)) for name in BOXES}
    return own | {f"{OF_COLUMN}{name}": str(cell) for name, cell in entry.columns.items()}


def read_entry(kept: KeptList, typed: Mapping[str, str]) -> tuple[ListEntry, tuple[Flaw, ...]]:
    """With flaws the entry is not to be used."""
    cells = {name: trim(typed.get(name, "")) for name in headings(kept)}
    cells["key"] = plain(cells["key"])
    flaws = [flaw for name, cell in cells.items() if (flaw := _flaw(name, cell)) is not None]
    wrong = {flaw.box for flaw in flaws}
    for name in ("starts", "ends"):
        day = _day(cells[name])
        if day is None and name not in wrong:
            flaws.append(Flaw(name, "日は、2026-11-20 のように書いてください。"))
        cells[name] = day or ""
    if cells["starts"] and cells["ends"] and cells["ends"] < cells["starts"]:
        flaws.append(Flaw("ends", "おわりの日が、はじめの日より前です。どちらかを直してください。"))
    columns: dict[str, str | int] = {}
    for name, column in kept.columns.items():
        cell = cells[f"{OF_COLUMN}{name}"]
        value = _cell(cell, column) if f"{OF_COLUMN}{name}" not in wrong else ""
        if isinstance(value, Flaw):
            flaws.append(Flaw(f"{OF_COLUMN}{name}", value.words))
        elif value != "":
            columns[name] = value
    own = {name: cells[name] for name in BOXES} | {"kana": katakana(cells["kana"])}
    return ListEntry(**own, columns=columns), tuple(flaws)


def _flaw(name: str, cell: str) -> Flaw | None:
    if name == "key" and not re.fullmatch(KEY, cell):
        return Flaw(name, "キーは、英字（A-Z、a-z）、数字、. _ - で、40字までです。英字か数字で始めてください。")
    if name == "label" and not cell:
        return Flaw(name, "名前が空いています。")
    if len(cell) > MOST_WORDS:
        return Flaw(name, f"{MOST_WORDS}字までです。")
    position = unusable(cell)
    return Flaw(name, f"{position}字めに、使えない文字があります。") if position else None


def _day(cell: str) -> str | None:
    # ISO, "" for none; None: no day.
    if not cell:
        return ""
    match = _DAY.fullmatch(plain(cell))
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def _cell(cell: str, column: Column) -> str | int | Flaw:
    if not cell or column.type == "text":
        return cell
    if column.type == "date":
        return _day(cell) or Flaw("", "日は、2026-11-20 のように書いてください。")
    digits = plain(cell).replace(",", "").removesuffix("円")
    number = int(digits) if _WHOLE.fullmatch(digits) else None
    if number is None or abs(number) > MOST_YEN:
        return Flaw("", "整数で書いてください（例：1200）。")
    return number
