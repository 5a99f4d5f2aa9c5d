"""CSV lines of the register: docs/register.md."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from forms.definition.qualifications import CARE_LEVELS
from forms.numbers.calendar import is_day
from forms.text.japanese import is_katakana
from integrations.register.register_csv import Sort, unfit
from integrations.sockets.register_socket import Resident

COLUMNS = (
    "宛名番号", "世帯番号", "続柄", "氏名", "フリガナ", "生年月日", "性別", "郵便番号", "住所", "番地", "方書", "転入日", "支援措置",
)  # fmt: skip
# Optional as a whole: the city's own records beside 住民票. By law they include who is insured (住民基本台帳法7条10号から11号の2, and
# 住民となった年月日, 6号); numbers from the sections' records are assumed.
HELD = (
    "住民となった日", "医療保険", "医療保険の記号", "医療保険の番号", "医療保険の枝番", "介護保険の番号", "要介護度", "国民年金", "児童手当",
)  # fmt: skip
PROTECTED = "支援措置"
_SEX = {"1": "male", "2": "female", "9": "other", "": "unknown"}
_PROTECTED = {"": False, "0": False, "1": True}
_EMPTY = frozenset({"続柄", "フリガナ", "性別", "郵便番号", "方書", "転入日", PROTECTED, *HELD})
_INSURANCE = {"国保": "national", "後期": "late_elderly"}
_LEVELS = dict(
    zip(("要支援1", "要支援2", "要介護1", "要介護2", "要介護3", "要介護4", "要介護5"), CARE_LEVELS, strict=True)
)
_PENSION = {"1号": "national", "任意": "national"}
_ALLOWANCE = {"1": True, "0": False}
# Cards have a full-width space in Japanese names; a narrow one would never match. Latin names keep theirs.
_NARROW = re.compile("[^\x00-\x7f] | [^\x00-\x7f]")


_NUMBERED = {"医療保険の枝番": re.compile("[0-9]{2}"), "介護保険の番号": re.compile("[0-9H][0-9]{9}")}


def _faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, cell in cells.items():
        text = _fault(name, cell)
        if text:
            yield name, text
    if not cells.get("医療保険"):
        for name in ("医療保険の記号", "医療保険の番号", "医療保険の枝番"):
            if cells.get(name):
                yield name, "say in 医療保険 whose it is"


RESIDENTS = Sort("register.unfit", COLUMNS, _faults, HELD)


def _fault(name: str, cell: str) -> str:
    if not cell:
        return "" if name in _EMPTY else "it is empty"
    wrong = {
        "氏名": ("write a full-width space (U+3000) between family and given name", bool(_NARROW.search(cell))),
        "フリガナ": ("write it in full-width katakana", not is_katakana(cell)),
        "生年月日": ("write the day as 2026-11-20", not is_day(cell)),
        "転入日": ("write the day as 2026-11-20", not is_day(cell)),
        "性別": ("write 1 (男), 2 (女) or 9", cell not in _SEX),
        "郵便番号": ("write seven digits", not (len(cell) == 7 and cell.isascii() and cell.isdigit())),
        "住民となった日": ("write the day as 2026-11-20", not is_day(cell)),
        "医療保険": ("write 国保 or 後期, or nothing", cell not in _INSURANCE),
        "医療保険の枝番": ("write two digits", not _NUMBERED["医療保険の枝番"].fullmatch(cell)),
        "介護保険の番号": ("write its ten characters", not _NUMBERED["介護保険の番号"].fullmatch(cell)),
        "要介護度": ("write 要支援1, 要支援2 or 要介護1 to 要介護5", cell not in _LEVELS),
        "国民年金": ("write 1号 or 任意, or nothing", cell not in _PENSION),
        "児童手当": ("write 1 for somebody to whom this city pays it, else 0", cell not in _ALLOWANCE),
        PROTECTED: ("write 1 for somebody who is protected, else 0", cell not in _PROTECTED),
    }  # fmt: skip
    text, is_wrong = wrong.get(name, ("", False))
    return unfit(cell) or (text if is_wrong else "")


def resident_of(cells: Mapping[str, str]) -> Resident:
    """Requires a valid line."""
    parts = {"postal": "郵便番号", "town": "住所", "street": "番地", "building": "方書"}
    return Resident(
        cells["宛名番号"], cells["世帯番号"], cells["氏名"], cells["フリガナ"], date.fromisoformat(cells["生年月日"]),
        _SEX[cells["性別"]], cells["続柄"], {name: cells[column] for name, column in parts.items() if cells[column]},
        _day(cells["転入日"]), _PROTECTED[cells[PROTECTED]], _day(cells.get("住民となった日", "")), _held(cells),
    )  # fmt: skip


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _held(row: Mapping[str, str]) -> dict[str, str | bool]:
    cells: dict[str, tuple[str, Mapping[str, str | bool]]] = {
        "insurance": ("医療保険", _INSURANCE), "insurance_symbol": ("医療保険の記号", {}), "insurance_number": ("医療保険の番号", {}),
        "insurance_branch": ("医療保険の枝番", {}), "care_number": ("介護保険の番号", {}), "care_level": ("要介護度", _LEVELS),
        "pension": ("国民年金", _PENSION), "allowance": ("児童手当", _ALLOWANCE),
    }  # fmt: skip
    texts = {name: (row.get(column, ""), words) for name, (column, words) in cells.items()}
    return {name: words.get(cell, cell) for name, (cell, words) in texts.items() if cell}
