"""From a table of our own layout: the format of 転出証明書情報 (住基ネット) is not public (assumed)."""

# Faults name line and field but never quote a cell.

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.numbers.calendar import is_day
from forms.text.japanese import is_katakana, plain, unusable
from portal.services.filing.visit_facts import RECORDED_ADDRESS, Facts, Person
from portal.services.residents.read_card import SEXES, name_value
from portal.services.shared.read_table import Fault, read_table

HEADS = (
    "整理番号", "続柄", "氏名", "フリガナ", "生年月日", "性別", "郵便番号", "住所", "番地", "方書", "転出予定日", "前住所", "本籍", "筆頭者",
)  # fmt: skip
_LENGTHS = (10, 11, len(HEADS))  # columns of older files, and of these
_NEEDED = frozenset({"整理番号", "続柄", "氏名", "生年月日", "住所"})
_ADDRESS = {"postal": "郵便番号", "town": "住所", "street": "番地", "building": "方書"}  # new address
_OF_FAMILY_REGISTER = {"domicile": "本籍", "domicile_head": "筆頭者"}
MOST_PEOPLE = 500
_LONGEST = 200


@dataclass(frozen=True)
class Certificate:
    number: str
    people: tuple[Mapping[str, Any], ...]  # answers with `relation`
    leaving: str = ""  # 転出予定日 (ISO) or ""


@dataclass(frozen=True)
class Loaded:
    """Void with `faults`."""

    certificates: tuple[Certificate, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass
class _Lines:
    people: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    leaving: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_transfer(content: bytes) -> Loaded:
    table = read_table(content)
    if isinstance(table, Fault):
        return Loaded(faults=(table,))
    heads = tuple(cell.strip() for cell in table[0])
    if heads not in [HEADS[:length] for length in _LENGTHS]:
        return Loaded(faults=(Fault(1, 0, f"1行目は、{'、'.join(HEADS)} の順に書いてください。"),))
    if not 1 < len(table) <= MOST_PEOPLE + 1:
        return Loaded(faults=(Fault(0, 0, f"1人から{MOST_PEOPLE}人までを、1行に1人で書いてください。"),))
    read = _Lines()
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            _take(read, number, heads, cells)
    if read.faults:
        return Loaded(faults=tuple(read.faults))
    rows = ((number, tuple(people), read.leaving[number]) for number, people in read.people.items())
    return Loaded(tuple(Certificate(*row) for row in rows))


def _take(read: _Lines, number: int, heads: Sequence[str], cells: Sequence[str]) -> None:
    if len(cells) != len(heads):
        read.faults.append(Fault(number, 0, f"列が{len(heads)}ではありません。"))
        return
    cells_by_head = dict.fromkeys(HEADS, "") | dict(zip(heads, (cell.strip() for cell in cells), strict=True))
    faults = [Fault(number, HEADS.index(name) + 1, f"{name}：{words}") for name, words in _faults(cells_by_head)]
    read.faults.extend(faults)
    if not faults:
        read.people.setdefault(cells_by_head["整理番号"], []).append(_person(cells_by_head))
        read.leaving[cells_by_head["整理番号"]] = (
            read.leaving.get(cells_by_head["整理番号"]) or cells_by_head["転出予定日"]
        )


def _faults(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, cell in row.items():
        if not cell:
            if name in _NEEDED:
                yield name, "空いています。"
        elif len(cell) > _LONGEST or unusable(cell):
            yield name, f"使えない字があるか、{_LONGEST}字を超えています。"
    if row["フリガナ"] and not is_katakana(row["フリガナ"]):
        yield "フリガナ", "全角のカタカナで書いてください。"
    for name in ("生年月日", "転出予定日"):
        if row[name] and not is_day(row[name]):
            yield name, "2026-11-20 のように書いてください。"
    if row["性別"] and row["性別"] not in SEXES:
        yield "性別", "1（男）か2（女）を書くか、空けてください。"
    if row["郵便番号"] and not (len(_postal(row)) == 7 and _postal(row).isdecimal()):
        yield "郵便番号", "数字7けたで書いてください。"


def _postal(row: Mapping[str, str]) -> str:
    return plain(row["郵便番号"]).replace("-", "")


def _person(row: Mapping[str, str]) -> Mapping[str, Any]:
    parts = {**row, "郵便番号": _postal(row)}
    person: dict[str, Any] = {
        "name": name_value(row["氏名"]),
        "birth": row["生年月日"],
        "relation": row["続柄"],
        "address": {name: parts[column] for name, column in _ADDRESS.items() if parts[column]},
    }
    if row["フリガナ"]:
        person["kana"] = name_value(row["フリガナ"])
    if row["性別"]:
        person["sex"] = SEXES[row["性別"]]
    if row["前住所"]:
        person[RECORDED_ADDRESS] = {"town": row["前住所"]}
    return person | {name: row[column] for name, column in _OF_FAMILY_REGISTER.items() if row[column]}


def meant(loaded: Loaded, facts: Facts, number: str) -> Certificate | None:
    if number:
        return next((certificate for certificate in loaded.certificates if certificate.number == number), None)
    known = {person.key for person in facts.people if all(person.key)}
    fitting = [certificate for certificate in loaded.certificates if not known or known & _keys(certificate)]
    return fitting[0] if len(fitting) == 1 else None


def _keys(certificate: Certificate) -> set[tuple[str, str]]:
    return {Person("0", {name: (person[name], "") for name in ("name", "birth")}).key for person in certificate.people}
