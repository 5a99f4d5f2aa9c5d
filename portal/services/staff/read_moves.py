"""人事異動: rights and faults per line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.text.japanese import plain, unusable
from forms.text.written_day import read_day
from portal.services.shared.needs import Basics, Records
from portal.services.shared.read_table import Fault, read_table
from portal.services.staff.plan_moves import Line
from portal.services.staff.words import EVERY, ROLE_WORDS

MOST_LINES = 2_000
_LONGEST = 100
# Column headings by people and by machines.
COLUMNS = {
    "ログイン名": "login", "氏名": "name", "所属": "section", "役割": "role", "事務": "duty", "から": "from", "まで": "to",
}  # fmt: skip
_NEEDED = ("login", "role", "duty", "from")
_ROLES = {words: role for role, words in ROLE_WORDS.items()}


@dataclass
class ReadMoves:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_moves(installation: Records, content: bytes, known: frozenset[str]) -> ReadMoves:
    """`known`: existing logins; others need a name. Void with any fault."""
    read = ReadMoves()
    table = read_table(content)
    if isinstance(table, Fault):
        read.faults.append(table)
        return read
    heads = [COLUMNS.get(plain(cell).strip(), plain(cell).strip()) for cell in table[0]]
    missing = [words for words, name in COLUMNS.items() if name in _NEEDED and name not in heads]
    strange = [head for head in heads if head not in COLUMNS.values() or heads.count(head) > 1]
    read.faults += [Fault(1, 0, f"列「{words}」がありません。") for words in missing]
    read.faults += [
        Fault(1, heads.index(head) + 1, f"列「{head[:40]}」は使えません。") for head in dict.fromkeys(strange)
    ]
    filled = [(number, cells) for number, cells in enumerate(table[1:], start=2) if any(map(str.strip, cells))]
    if not read.faults and not filled:
        read.faults.append(Fault(0, 0, "人が1人も書かれていません。"))
    if len(filled) > MOST_LINES:
        read.faults.append(Fault(0, 0, f"1つの名簿は{MOST_LINES}行までです。分けてください。"))
    if not read.faults:
        _Reader(installation, heads, known, read).every(filled)
    return read


class _Reader:
    def __init__(self, installation: Basics, heads: Sequence[str], known: frozenset[str], read: ReadMoves) -> None:
        self.city, self.heads, self.known, self.read = installation.city, heads, known, read
        self.today = installation.clock.today()
        self.names: dict[str, tuple[str, str]] = {}

    def every(self, filled: Sequence[tuple[int, Sequence[str]]]) -> None:
        for number, cells in filled:
            if len(cells) != len(self.heads):
                self.fault(number, "", f"列の数が{len(cells)}です。見出しは{len(self.heads)}列です。")
            else:
                values = {head: plain(cell).strip() for head, cell in zip(self.heads, cells, strict=True)}
                self.line(
                    number, values | {"name": cells[self.heads.index("name")].strip() if "name" in values else ""}
                )

    def fault(self, line: int, head: str, words: str) -> None:
        column = self.heads.index(head) + 1 if head in self.heads else 0
        self.read.faults.append(Fault(line, column, words))

    def line(self, number: int, values: dict[str, str]) -> None:
        before = len(self.read.faults)
        login, name, section = values["login"], values["name"], values.get("section", "")
        if not login or len(login) > _LONGEST or any(character.isspace() for character in login):
            self.fault(number, "login", "ログイン名を、空白なしで書いてください。")
        for head, text in (("name", name), ("section", section)):
            if len(text) > _LONGEST or unusable(text):
                self.fault(number, head, "使えない文字があるか、長すぎます。")
        first_name, first_section = self.names.setdefault(login, (name, section))
        if login not in self.known and not first_name:
            self.fault(number, "name", f"「{login}」は新しい人です。氏名を書いてください。")
        if (name or first_name, section or first_section) != (first_name, first_section):
            self.fault(number, "name", f"「{login}」の氏名か所属が、前の行と違います。")
        role, duty = self.right(number, values)
        since, until = self.day(number, "from", values["from"]), self.day(number, "to", values.get("to", ""))
        if since and until and until < since:
            self.fault(number, "to", "「まで」が「から」より前の日です。")
        if len(self.read.faults) == before and since:
            last = until.isoformat() if until else None
            self.read.lines.append(Line(login, first_name, first_section, role, duty, since.isoformat(), last))

    def right(self, number: int, values: dict[str, str]) -> tuple[str, str]:
        role, duty = _ROLES.get(values["role"], values["role"]), "*" if values["duty"] == EVERY else values["duty"]
        if not role and not duty:
            return "", ""
        if role not in ROLE_WORDS:
            self.fault(number, "role", f"役割は、{'、'.join(ROLE_WORDS.values())}のどれかです。")
        if duty != "*" and duty not in self.city.duties:
            self.fault(number, "duty", f"事務「{duty[:40]}」は、市の設定にありません。")
        return role, duty

    def day(self, number: int, head: str, text: str) -> date | None:
        if not text and head == "to":
            return None
        parsed = read_day("", text[:40], "", "")
        if not isinstance(parsed, date):
            self.fault(number, head, "日付として読めません。例：2027-04-01")
            return None
        if head == "from" and parsed < self.today:
            self.fault(number, head, "「から」は、今日かあとの日です。前の日の権限は変えられません。")
        return parsed
