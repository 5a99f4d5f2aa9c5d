"""Reads MJ縮退マップ (文字情報技術促進協議会, JSON, by MJ glyph) and MJ文字情報一覧 (CSV)."""

# The publisher demands that a person chooses among targets.

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from forms.complaints import Complaint, Refused

# Columns read from the list; the third's name is unconfirmed and optional.
_NAME, _SIGN, _VARIANT = "MJ文字図形名", "対応するUCS", "実装したMoji_JohoコレクションIVS"
_POINT = re.compile(r"(?:U\+)?([0-9A-Fa-f]{4,6})")
# Grounds of a target as the map names them, most reliable first; others follow.
_GROUNDS = (
    "JIS包摂規準・UCS統合規則", "法務省戸籍法関連通達・通知", "法務省告示582号別表第四", "辞書類等による関連字",
    "読み・字形による類推",
)  # fmt: skip


class ShrinkMap:
    def __init__(self, targets: Mapping[str, Sequence[str]]) -> None:
        self._targets = targets

    def __call__(self, sign: str) -> Sequence[str]:
        """Likeliest first."""
        return self._targets.get(sign) or self._targets.get(sign[:1], ())


def load_shrink_map(folder: Path) -> ShrinkMap:
    """One .json and one .csv. Raises Refused."""
    maps, lists = sorted(folder.glob("*.json")), sorted(folder.glob("*.csv"))
    if len(maps) != 1 or len(lists) != 1:
        raise _refused(folder, "the folder has one .json (MJ縮退マップ) and one .csv (MJ文字情報一覧)")
    return ShrinkMap(_by_sign(_by_glyph(maps[0]), lists[0]))


def _by_glyph(path: Path) -> Mapping[str, Sequence[str]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))["content"]
        return {entry[_NAME]: tuple(dict.fromkeys(_targets(entry))) for entry in content}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise _refused(path, f"this is not an MJ縮退マップ ({type(wrong).__name__})") from wrong


def _targets(entry: Mapping[str, Any]) -> Iterator[str]:
    grounds = (*_GROUNDS, *(key for key in entry if key not in _GROUNDS))
    for ground in grounds:
        candidates = entry.get(ground)
        for target in candidates if isinstance(candidates, list) else ():
            if isinstance(target, Mapping) and (point := _POINT.fullmatch(str(target.get("UCS", "")))):
                yield chr(int(point[1], 16))


def _by_sign(glyphs: Mapping[str, Sequence[str]], path: Path) -> Mapping[str, Sequence[str]]:
    replacements: dict[str, dict[str, None]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {_NAME, _SIGN} <= set(rows.fieldnames or ()):
                raise _refused(path, f"the list has the columns {_NAME} and {_SIGN}")
            for row in rows:
                targets = glyphs.get(row[_NAME] or "", ())
                for character in (*_signs(row[_SIGN]), *_signs(row.get(_VARIANT) or "")):
                    replacements.setdefault(character, {}).update(
                        dict.fromkeys(target for target in targets if target != character)
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise _refused(path, f"this is not a list of MJ glyphs ({type(wrong).__name__})") from wrong
    return {character: tuple(targets) for character, targets in replacements.items() if targets}


def _signs(cell: str | None) -> Iterator[str]:
    # `U+8FBB` is one; `8FBB_E0101;8FBB_E0103` are two with selectors.
    for part in re.split("[;,、]", cell or ""):
        character = "".join(chr(int(point, 16)) for point in _POINT.findall(part) if int(point, 16) <= 0x10FFFF)
        if character:
            yield character


def _refused(path: Path, message: str) -> Refused:
    return Refused([Complaint(str(path), 1, 1, "shrink_map.unfit", message)])
