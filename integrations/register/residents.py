"""How somebody of the register is written in a line of CSV: docs/register.md."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from forms.japanese import is_katakana
from integrations.register.register_csv import Sort, unfit
from integrations.register_socket import Resident

COLUMNS = (
    "宛名番号", "世帯番号", "続柄", "氏名", "フリガナ", "生年月日", "性別", "郵便番号", "住所", "番地", "方書", "転入日", "支援措置",
)  # fmt: skip
PROTECTED = "支援措置"
_SEX = {"1": "male", "2": "female", "9": "other", "": "unknown"}
_PROTECTED = {"": False, "0": False, "1": True}
_EMPTY = frozenset({"続柄", "フリガナ", "性別", "郵便番号", "方書", "転入日", PROTECTED})
# In a Japanese name: a card has a full-width one there, and nobody would ever be found. Names in Latin letters keep theirs.
_NARROW = re.compile("[^\x00-\x7f] | [^\x00-\x7f]")


def _faults(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, cell in said.items():
        text = _fault(name, cell)
        if text:
            yield name, text


RESIDENTS = Sort("register.unfit", COLUMNS, _faults)


def _fault(name: str, cell: str) -> str:
    """What is wrong with one cell, or ""."""
    if not cell:
        return "" if name in _EMPTY else "it is empty"
    wrong = {
        "氏名": ("write a full-width space (U+3000) between family and given name", bool(_NARROW.search(cell))),
        "フリガナ": ("write it in full-width katakana", not is_katakana(cell)),
        "生年月日": ("write the day as 2026-11-20", not _is_day(cell)),
        "転入日": ("write the day as 2026-11-20", not _is_day(cell)),
        "性別": ("write 1 (男), 2 (女) or 9", cell not in _SEX),
        "郵便番号": ("write seven digits", not (len(cell) == 7 and cell.isascii() and cell.isdigit())),
        PROTECTED: ("write 1 for somebody who is protected, else 0", cell not in _PROTECTED),
    }  # fmt: skip
    text, is_wrong = wrong.get(name, ("", False))
    return unfit(cell) or (text if is_wrong else "")


def _is_day(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def resident_of(said: Mapping[str, str]) -> Resident:
    """Of a line without faults."""
    parts = {"postal": "郵便番号", "town": "住所", "street": "番地", "building": "方書"}
    return Resident(
        said["宛名番号"], said["世帯番号"], said["氏名"], said["フリガナ"], date.fromisoformat(said["生年月日"]),
        _SEX[said["性別"]], said["続柄"], {name: said[column] for name, column in parts.items() if said[column]},
        date.fromisoformat(said["転入日"]) if said["転入日"] else None, _PROTECTED[said[PROTECTED]],
    )  # fmt: skip
