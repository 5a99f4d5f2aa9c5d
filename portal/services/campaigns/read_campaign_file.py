# Further columns: questions (`claimant.work`, `children.1.name`) or inputs
# (`children.1.name.family`) to prefill.

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.path.binding import sentence
from forms.path.environment import Environment
from forms.text.japanese import plain, unusable
from forms.text.speech import Speech
from forms.text.translations import IN_JAPANESE, LANGUAGES
from forms.text.typed_text import NO, boxes_of_text
from forms.text.written_day import read_day
from portal.services.shared.read_table import Fault, read_table

MOST_PEOPLE = 5_000
MOST_COMPLAINTS = 200
_LONGEST = 200
REFERENCE, NAME, POSTAL, ADDRESS, BUILDING, BIRTH, BY_HAND, MAIL, LANGUAGE = (
    "整理番号", "氏名", "郵便番号", "住所", "建物", "生年月日", "個別対応", "メール", "言語",
)  # fmt: skip
NEEDED = (REFERENCE, NAME, POSTAL, ADDRESS, BIRTH)
KNOWN = (*NEEDED, BUILDING, BY_HAND, MAIL, LANGUAGE)
# Headings as table programs write wide characters and long vowels.
_HEADS = {plain(name): name for name in KNOWN}
# ベトナム語, Tiếng Việt or vi.
_LANGUAGES = {plain(name).lower(): code for names in (IN_JAPANESE, LANGUAGES) for code, name in names.items()}
# Consents, signatures and numbers cannot be prefilled for another person.
_NEVER = frozenset({"consent", "signature", "file", "my_number", "note", "computed", "slot"})


@dataclass(frozen=True)
class Invitee:
    reference: str
    name: str
    postal: str
    address: str
    building: str
    birth: str
    mail: str
    by_hand: bool  # no letter; only the reference is kept
    prefill: Mapping[str, Value]
    language: str = "ja"


@dataclass
class ReadList:
    people: list[Invitee] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_campaign_file(content: bytes, procedure: Procedure, environment: Environment, speech: Speech) -> ReadList:
    """Void with any fault."""
    read = ReadList()
    lines = read_table(content)
    if isinstance(lines, Fault):
        read.faults.append(lines)
        return read
    reader = _Reader(procedure, environment, speech, [_HEADS.get(plain(cell), plain(cell)) for cell in lines[0]], read)
    if not read.faults:
        reader.people(lines[1:])
    return read


class _Reader:
    def __init__(
        self, procedure: Procedure, environment: Environment, speech: Speech, heads: Sequence[str], read: ReadList
    ) -> None:
        self.procedure, self.environment, self.speech, self.read = procedure, environment, speech, read
        self.place = {head: column for column, head in enumerate(heads)}
        self.boxes: list[tuple[int, Field, str]] = []  # column, question, box
        self.width = len(heads)
        self.references: dict[str, int] = {}
        self.persons: dict[tuple[str, str], int] = {}
        for column, head in enumerate(heads):
            self.head(column, head, heads)
        for name in NEEDED:
            if name not in self.place:
                self.fault(1, 0, f"列「{name}」がありません。")

    def fault(self, line: int, column: int, words: str) -> None:
        if len(self.read.faults) < MOST_COMPLAINTS:
            self.read.faults.append(Fault(line, column, words))

    def head(self, column: int, head: str, heads: Sequence[str]) -> None:
        if heads.index(head) != column:
            self.fault(1, column + 1, f"列「{head}」が2つあります。")
        elif head not in KNOWN:
            column_question = self.question(head)
            if column_question is None:
                self.fault(1, column + 1, f"「{head[:60]}」という質問は、この手続にありません。")
            elif column_question[0].type.id in _NEVER:
                self.fault(1, column + 1, f"「{head}」は、本人が答えます。列から消してください。")
            else:
                self.boxes.append((column, *column_question))

    def question(self, head: str) -> tuple[Field, str] | None:
        for key, part in ((head, ""), (head.rpartition(".")[0], head.rpartition(".")[2])):
            if full_name(key) in self.procedure.by_name and _numbered(self.procedure, key):
                match = self.procedure.field(key)
                if not part or part in {box.name for box in match.type.parts(match.settings)}:
                    return match, part
        return None

    def people(self, lines: Sequence[Sequence[str]]) -> None:
        filled = [(number, cells) for number, cells in enumerate(lines, start=2) if any(cell.strip() for cell in cells)]
        if not filled:
            self.fault(0, 0, "人が1人も書かれていません。")
        if len(filled) > MOST_PEOPLE:
            self.fault(0, 0, f"1つの名簿は{MOST_PEOPLE}人までです。分けてください。")
            return
        for line, cells in filled:
            if len(cells) != self.width:
                self.fault(line, 0, f"列の数が{len(cells)}です。見出しは{self.width}列です。")
                continue
            self.person(line, cells)

    def person(self, line: int, cells: Sequence[str]) -> None:
        before = len(self.read.faults)
        reference = self.cell(line, cells, REFERENCE)
        by_hand = plain(self.optional(cells, BY_HAND)).lower() not in ("", *NO)
        if by_hand:
            self.once(self.references, reference, line, REFERENCE, f"整理番号「{reference}」")
            self.read.people.append(Invitee(reference, "", "", "", "", "", "", True, {}))
            return
        name, address = self.cell(line, cells, NAME), self.cell(line, cells, ADDRESS)
        postal = "".join(character for character in plain(self.cell(line, cells, POSTAL)) if character in "0123456789")
        if len(postal) != 7:
            self.fault(line, self.place[POSTAL] + 1, "郵便番号は、7けたの数字です。")
        birth = self.birth(line, cells)
        mail = plain(self.optional(cells, MAIL))
        if mail and (mail.count("@") != 1 or any(character.isspace() for character in mail)):
            self.fault(line, self.place[MAIL] + 1, "メールアドレスとして読めません。")
        language = self.language(line, cells)
        self.once(self.references, reference, line, REFERENCE, f"整理番号「{reference}」")
        self.once(self.persons, ("".join(name.split()), birth), line, NAME, "同じ氏名と生年月日の人")
        prefill = dict(self.prefill(line, cells))
        if len(self.read.faults) == before:
            building = self.optional(cells, BUILDING)
            self.read.people.append(
                Invitee(reference, name, postal, address, building, birth, mail, False, prefill, language)
            )

    def cell(self, line: int, cells: Sequence[str], name: str) -> str:
        text = cells[self.place[name]].strip()
        if not text:
            self.fault(line, self.place[name] + 1, f"「{name}」が空です。")
        elif len(text) > _LONGEST or unusable(text):
            self.fault(line, self.place[name] + 1, f"「{name}」に使えない文字があるか、長すぎます。")
        return text

    def optional(self, cells: Sequence[str], name: str) -> str:
        return cells[self.place[name]].strip()[:_LONGEST] if name in self.place else ""

    def birth(self, line: int, cells: Sequence[str]) -> str:
        read = read_day("", self.cell(line, cells, BIRTH)[:40], "", "")
        if isinstance(read, date) and read <= self.environment.today:
            return read.isoformat()
        self.fault(line, self.place[BIRTH] + 1, "生年月日として読めません。例：1990-12-01")
        return ""

    def language(self, line: int, cells: Sequence[str]) -> str:
        typed = plain(self.optional(cells, LANGUAGE)).lower()
        language = _LANGUAGES.get(typed) or next((code for code in IN_JAPANESE if code.lower() == typed), "")
        if typed and not language:
            self.fault(line, self.place[LANGUAGE] + 1, f"言語がわかりません。例：{'、'.join(IN_JAPANESE.values())}")
        return language or "ja"

    def once(self, seen: dict[Any, int], key: Any, line: int, column: str, words: str) -> None:
        if key in seen:
            self.fault(line, self.place[column] + 1, f"{words}が、{seen[key]}行目にもあります。")
        seen.setdefault(key, line)

    def prefill(self, line: int, cells: Sequence[str]) -> Iterator[tuple[str, Value]]:
        raw: dict[str, dict[str, tuple[str, ...]]] = {}
        first: dict[str, tuple[int, Field]] = {}
        for column, question, part in self.boxes:
            text = cells[column].strip()
            if text:
                first.setdefault(question.id, (column, question))
                boxes = {part: (text,)} if part else boxes_of_text(question, text, self.speech)
                raw.setdefault(question.id, {}).update(boxes)
        rows: dict[str, list[str]] = {}
        for key, boxes in raw.items():
            column, question = first[key]
            parsed = question.type.parse(boxes, question.settings, self.environment)
            if parsed.mistakes:
                message = sentence(parsed.mistakes[0], question, self.speech)
                self.fault(line, column + 1, f"「{question.label}」の答えにできません。{message}")
            elif parsed.value is not None:
                yield key, parsed.value
                for repeat, number in _rows_of(key):
                    if number not in rows.setdefault(repeat, []):
                        rows[repeat].append(number)
        yield from ((repeat, sorted(numbers, key=int)) for repeat, numbers in rows.items())


def _numbered(procedure: Procedure, key: str) -> bool:
    repeats = {repeat.id for repeat in procedure.repeats}
    inside = {repeat for repeat in repeats if full_name(key).startswith(f"{repeat}.")}
    return {full_name(repeat) for repeat, _ in _rows_of(key)} == inside


def _rows_of(key: str) -> Iterator[tuple[str, str]]:
    # (repeat, number), outermost first.
    parts = key.split(".")
    for index, part in enumerate(parts):
        if part.isascii() and part.isdigit():
            yield ".".join(parts[:index]), part
