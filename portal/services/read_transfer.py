"""転出証明書 as data: a table in a layout of our own, one line for each person who moves. Refused whole, with line and field of each fault; no
fault repeats a cell. 転出証明書情報 of 住基ネット has a format that nobody publishes: whoever has it writes this one from it (assumed)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.calendar import is_day
from forms.japanese import is_katakana, plain, unusable
from portal.services.read_card import SEXES, name_value
from portal.services.read_table import Fault, read_table
from portal.services.visit_facts import Facts, Person

HEADS = ("整理番号", "続柄", "氏名", "フリガナ", "生年月日", "性別", "郵便番号", "住所", "番地", "方書", "転出予定日")
_LATER = 1  # of these, at the end: a file of before has none
_NEEDED = frozenset({"整理番号", "続柄", "氏名", "生年月日", "住所"})
_ADDRESS = {"postal": "郵便番号", "town": "住所", "street": "番地", "building": "方書"}  # where they move to
MOST_PEOPLE = 500
_LONGEST = 200


@dataclass(frozen=True)
class Certificate:
    """One 転出証明書: its number, each person as answers with `relation`, and 転出予定日 (ISO), "" where the file has none."""

    number: str
    people: tuple[Mapping[str, Any], ...]
    leaving: str = ""


@dataclass(frozen=True)
class Loaded:
    """`certificates` in the order of the file; of one with `faults` nothing may be used."""

    certificates: tuple[Certificate, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass
class _Lines:
    people: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    leaving: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_transfer(content: bytes) -> Loaded:
    """As CSV or XLSX."""
    table = read_table(content)
    if isinstance(table, Fault):
        return Loaded(faults=(table,))
    heads = tuple(cell.strip() for cell in table[0])
    if heads not in (HEADS, HEADS[:-_LATER]):
        return Loaded(faults=(Fault(1, 0, f"1行目は、{'、'.join(HEADS)} の順に書いてください。"),))
    if not 1 < len(table) <= MOST_PEOPLE + 1:
        return Loaded(faults=(Fault(0, 0, f"1人から{MOST_PEOPLE}人までを、1行に1人で書いてください。"),))
    read = _Lines()
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            _take(read, number, heads, cells)
    if read.faults:
        return Loaded(faults=tuple(read.faults))
    found = ((number, tuple(people), read.leaving[number]) for number, people in read.people.items())
    return Loaded(tuple(Certificate(*one) for one in found))


def _take(read: _Lines, number: int, heads: Sequence[str], cells: Sequence[str]) -> None:
    if len(cells) != len(heads):
        read.faults.append(Fault(number, 0, f"列が{len(heads)}ではありません。"))
        return
    said = dict.fromkeys(HEADS, "") | dict(zip(heads, (cell.strip() for cell in cells), strict=True))
    faults = [Fault(number, HEADS.index(name) + 1, f"{name}：{words}") for name, words in _faults(said)]
    read.faults.extend(faults)
    if not faults:
        read.people.setdefault(said["整理番号"], []).append(_person(said))
        read.leaving[said["整理番号"]] = read.leaving.get(said["整理番号"]) or said["転出予定日"]


def _faults(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, cell in said.items():
        if not cell:
            if name in _NEEDED:
                yield name, "空いています。"
        elif len(cell) > _LONGEST or unusable(cell):
            yield name, f"使えない字があるか、{_LONGEST}字をこえています。"
    if said["フリガナ"] and not is_katakana(said["フリガナ"]):
        yield "フリガナ", "全角のカタカナで書いてください。"
    for name in ("生年月日", "転出予定日"):
        if said[name] and not is_day(said[name]):
            yield name, "2026-11-20 のように書いてください。"
    if said["性別"] and said["性別"] not in SEXES:
        yield "性別", "1（男）か2（女）を書くか、空けてください。"
    if said["郵便番号"] and not (len(_postal(said)) == 7 and _postal(said).isdecimal()):
        yield "郵便番号", "数字7けたで書いてください。"


def _postal(said: Mapping[str, str]) -> str:
    return plain(said["郵便番号"]).replace("-", "")


def _person(said: Mapping[str, str]) -> Mapping[str, Any]:
    parts = {**said, "郵便番号": _postal(said)}
    told: dict[str, Any] = {
        "name": name_value(said["氏名"]),
        "birth": said["生年月日"],
        "relation": said["続柄"],
        "address": {name: parts[column] for name, column in _ADDRESS.items() if parts[column]},
    }
    if said["フリガナ"]:
        told["kana"] = name_value(said["フリガナ"])
    if said["性別"]:
        told["sex"] = SEXES[said["性別"]]
    return told


def meant(loaded: Loaded, facts: Facts, number: str) -> Certificate | None:
    """Whose it is: of that number; else of somebody of the visit, by name and day of birth; else the only one, while nobody is known. None
    where that is not one."""
    if number:
        return next((one for one in loaded.certificates if one.number == number), None)
    known = {one.key for one in facts.people if all(one.key)}
    fitting = [one for one in loaded.certificates if not known or known & _keys(one)]
    return fitting[0] if len(fitting) == 1 else None


def _keys(certificate: Certificate) -> set[tuple[str, str]]:
    return {Person("0", {name: (told[name], "") for name in ("name", "birth")}).key for told in certificate.people}
