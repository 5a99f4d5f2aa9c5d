"""What it takes to file the procedures that people file most: characters, taps and pages, with a register and without."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from forms.city.city import PeopleFile, Person
from forms.definition.field import Value
from forms.definition.procedure import Field as Question
from forms.definition.procedure import Procedure, full_name
from forms.scenarios.scenario_answers import Given, read_answers
from forms.text.reading import Day, Sheet, read_sheet
from integrations.register.residents import COLUMNS, HELD
from integrations.sockets.interfaces import BasicFour
from portal.config import TREE
from tests.definitions.filing import MOST_PAGES, boxes_of
from tests.journeys.family import served
from tests.journeys.in_process import InProcess
from tests.journeys.lamps import JPEG
from tests.journeys.visitor import Visitor, forms
from tests.portal.invited import code_of, start

_SHEET = Path(__file__).with_name("efforts.yaml")
_PEOPLE = TREE / "forms" / "cities" / "mihon" / "people.yaml"
_SEX = {"male": "1", "female": "2", "other": "9"}
_KNOWN_AS = {"national": "国保", "late_elderly": "後期"}
# The family of `family.py` has another child.
_BROTHER = "mihon-sora,HH-1,子,見本　そら,ミホン　ソラ,2019-05-05,1,0000011,見本県見本市中央,1丁目2番3号,,,0,2019-05-05,,,,,,,,"
REGISTER, CARD, INVITED = "register", "card", "invited"


class Journey(Sheet):
    """`most`: characters, taps and pages by identity. `parts`: answers by procedure, of a bundle. `invited`: what the
    section's list fills in."""

    person: str
    today: Day
    answers: dict[str, Any] = Field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = Field(default_factory=dict)
    invited: dict[str, str] = Field(default_factory=dict)
    most: dict[str, tuple[int, int, int]]

    def filed(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        return self.parts or {name: self.answers}


class _Journeys(Sheet):
    journeys: dict[str, Journey]


@dataclass(frozen=True)
class Took:
    """`pages`: of questions, and the check page; `typed` by question."""

    procedure: str
    identity: str
    pages: tuple[str, ...]
    typed: Mapping[str, int]
    taps: int

    @property
    def characters(self) -> int:
        return sum(self.typed.values())

    @property
    def summary(self) -> str:
        return (
            f"effort         {self.procedure:<24}{self.identity:<10}{self.characters:>4} characters {self.taps:>4} taps "
            f"{len(self.pages):>3} pages   {' '.join(f'{name} {count}' for name, count in self.typed.items())}"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "effort", **asdict(self), "characters": self.characters}

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.characters, self.taps, len(self.pages)


def journeys() -> Mapping[str, Journey]:
    return read_sheet(_SHEET, _Journeys).journeys


@cache
def people() -> Mapping[str, Person]:
    return {person.id: person for person in read_sheet(_PEOPLE, PeopleFile).people}


def extract(folder: Path) -> Path:
    """The register of 見本市, with what the city's other records say."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "extract.csv"
    lines = [",".join((*COLUMNS, *HELD)), *(_line(person) for person in people().values()), _BROTHER, ""]
    path.write_text("\r\n".join(lines), encoding="utf-8")
    return path


def _line(person: Person) -> str:
    place, holds = dict(person.address), dict(person.holds)
    days = [day.isoformat() if day is not None else "" for day in (person.moved_in, person.since)]
    pays = {"True": "1", "False": "0"}.get(str(holds.get("allowance")), "")
    return ",".join((
        person.id, person.household, person.relation, person.full_name, person.full_kana.replace(" ", "　"), person.birth.isoformat(),
        _SEX[person.sex], place.get("postal", ""), place["town"], place.get("street", ""), place.get("building", ""),
        days[0], "1" if person.protected else "0", days[1], _KNOWN_AS.get(str(holds.get("insurance", "")), ""),
        str(holds.get("insurance_symbol", "")), str(holds.get("insurance_number", "")),
        str(holds.get("insurance_branch", "")), person.care_number, "",
        "1号" if holds.get("pension") == "national" else "", pays,
    ))  # fmt: skip


def card_of(person: Person) -> BasicFour:
    place = dict(person.address)
    address = f"{place['town']}{place.get('street', '')}" + (f"　{place['building']}" if place.get("building") else "")
    return BasicFour(person.full_name, address, person.birth, sex_raw=_SEX[person.sex])


@dataclass
class Part:
    """`rows`: of the answers, in the order of the draft."""

    procedure: Procedure
    given: Given
    rows: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Walk:
    """Fills in what differs from what each page already says; leaves other boxes as they stand."""

    visitor: Visitor
    parts: Mapping[str, Part]
    letter: str = ""  # its code, of `birth`
    birth: str = ""
    look: Callable[[Visitor], None] = lambda _: None  # at each page of questions
    pages: list[str] = field(default_factory=list)
    typed: dict[str, int] = field(default_factory=dict)
    taps: int = 0

    def until_check(self) -> None:
        self.begin()
        for _ in range(MOST_PAGES * len(self.parts)):
            page = self.visitor.path.rpartition("/")[2]
            assert self.visitor.seen.status_code == 200, (page, self.wrong())
            if page == "check":
                self.pages.append(page)
                return
            self.part = self.parts[self.visitor.path.split("/")[2]]
            self.pages.append(self.label(page))
            self.look(self.visitor)
            if full_name(page) in {repeat.id for repeat in self.part.procedure.repeats}:
                self.list_page(page)
            else:
                self.answer()
            self.taps += 1
        raise AssertionError(f"going in circles: {self.pages}")

    def begin(self) -> None:
        if self.letter:
            self.open_letter()
        elif len(self.parts) == 1:
            self.visitor.go(f"/apply/{next(iter(self.parts))}")
        else:
            self.visitor.go(f"/bundles/start/{','.join(self.parts)}")
            self.visitor.go(re.findall(r'class="button" href="([^"]+)"', self.visitor.text)[0])
            self.taps += 1

    def open_letter(self) -> None:
        """By its QR code: the birthday is typed, and nothing has changed."""
        boxes = dict(zip(("birth.year", "birth.month", "birth.day"), map(str, _numbers(self.birth)), strict=True))
        self.visitor.go(f"/invited/{self.letter}")
        self.visitor.press("内容を見る", boxes)
        self.visitor.press("変わりありません")
        self.typed["letter"] = sum(map(len, boxes.values()))
        self.taps += len(boxes) + 2
        self.pages += ["letter", "letter.confirm"]

    def label(self, name: str) -> str:
        return name if len(self.parts) == 1 else f"{self.part.procedure.id}:{name}"

    def wrong(self) -> str:
        return " ".join(re.findall(r'<a href="#[^"]*">([^<]*)</a>', self.visitor.text))

    def list_page(self, key: str) -> None:
        wanted = self.part.given.answers.get(key, [])
        offers = re.findall(r'name="offer" value="(\d+)" checked><span>([^<]*)<', self.visitor.text)
        if offers:
            self.take_offers(key, wanted, offers)
        elif self.visitor.text.count('rows-line"') < len(wanted):
            self.visitor.press("add")
        else:
            self.visitor.press("次へ進む")

    def take_offers(self, key: str, wanted: list[str], offers: list[tuple[str, str]]) -> None:
        taken, self.part.rows[key] = [], []
        for position, words in offers:
            number = next((row for row in wanted if self.named(key, row) in _packed(words)), "")
            if number:
                taken.append(position)
                self.part.rows[key].append(number)
            else:
                self.taps += 1
        self.part.rows[key] += [row for row in wanted if row not in self.part.rows[key]]
        self.visitor.press("次へ進む", {"offer": taken})

    def named(self, key: str, row: str) -> str:
        name = self.part.given.answers.get(f"{key}.{row}.name", {"full": "nobody"})
        return _packed("".join(name[part] for part in ("family", "given", "full") if part in name))

    def fields(self) -> list[Question]:
        return [
            self.part.procedure.field(name)
            for name in dict.fromkeys(re.findall(r'data-field="([^"]+)"', self.visitor.text))
        ]

    def value_of(self, question: Question) -> Value | None:
        """By the row as the answers list it, which may stand at another place in the draft."""
        parts = question.id.split(".")
        for key, rows in self.part.rows.items():
            depth = len(key.split("."))
            if question.id.startswith(f"{key}.") and parts[depth].isdigit() and int(parts[depth]) <= len(rows):
                name = ".".join((key, rows[int(parts[depth]) - 1], *parts[depth + 1 :]))
                if name in self.part.given.answers:
                    return self.part.given.answers[name]
                return self.part.given.everywhere.get(question.name)
        return self.part.given.get(question)

    def choose(self) -> bool:
        """Whoever the page offers and the answers name."""
        for key, words in re.findall(r'name="person" value="([^"]+)">([^<]*)', self.visitor.text):
            for question in self.fields():
                value = self.value_of(question) if question.concept == "person.name" else None
                if isinstance(value, dict) and _packed("".join(value.values())) in _packed(words):
                    before = self.visitor.path
                    self.taps += 1
                    self.visitor.press(key)
                    return self.visitor.path != before
        return False

    def answer(self) -> None:
        if self.choose():
            return
        present = {pair for form in forms(self.visitor.text) for pair in form.values}
        written = set(re.findall(r'<(?:input class="box[^>]*|textarea[^>]*) name="([^"]+)"', self.visitor.text))
        boxes: dict[str, list[str]] = {}
        files = {}
        for question in self.fields():
            value = self.value_of(question)
            if question.type.control == "file":
                least = range(question.settings.least)
                files[f"{question.id}.upload"] = [(f"{question.id}{n or ''}.jpg", JPEG + bytes(n)) for n in least]
                self.taps += 2 * len(least)
            elif value is not None and question.compute is None:
                given = boxes_of(question, question.type.typed(value, question.settings))
                self.count(question, given, present, written)
                boxes |= given
        self.visitor.press("add" if self.lacks_rows() else "次へ進む", boxes, files)

    def lacks_rows(self) -> bool:
        """The page may add to the list of its row, and the answers have more rows."""
        key = full_name(self.visitor.path.rpartition("/")[2]).rpartition(".")[0]
        count = int((re.findall(rf'data-field="{key}\.(\d+)\.', self.visitor.text) or ["0"])[-1])
        return 'name="act" value="add"' in self.visitor.text and count < len(self.part.given.answers.get(key, ()))

    def count(
        self, question: Question, given: Mapping[str, list[str]], present: set[tuple[str, str]], written: set[str]
    ) -> None:
        offered = set(re.findall(r'<option value="([^"]+)"></option>', self.visitor.text))
        for box, values in given.items():
            new = [value for value in values if value and (box, value) not in present]
            if box in written and set(new) <= offered:
                self.taps += 2 * len(new)  # into the box, and on the name that it offers
                continue
            self.taps += len(new) if box not in written else bool(new)
            if box in written:
                name = self.label(question.id)
                self.typed[name] = self.typed.get(name, 0) + sum(map(len, new))


def _numbers(day: str) -> Iterable[int]:
    return map(int, day.split("-"))


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text)


@contextmanager
def walked(
    name: str, identity: str, folder: Path, look: Callable[[Visitor], None] = lambda _: None
) -> Iterator[tuple[Visitor, Walk]]:
    """At the check page."""
    journey = journeys()[name]
    person = people()[journey.person]
    settings: dict[str, Any] = {"zone": "outer"}
    if identity == REGISTER:
        settings = {"resident_register": "file", "register_file": str(extract(folder))}
    now = f"{journey.today}T10:00:00+09:00"
    with (
        served(folder / identity, today=now, **settings) as service,
        service.resident(card_of(person), person.id) as visitor,
    ):
        parts = {part: _part(service, part, answers) for part, answers in journey.filed(name).items()}
        letter = _letter(service, name, journey) if identity == INVITED else ""
        taken = Walk(visitor, parts, letter, person.birth.isoformat(), look)
        taken.until_check()
        yield visitor, taken


def walk(name: str, identity: str, folder: Path) -> Took:
    with walked(name, identity, folder) as (_, taken):
        typed = {key: n for key, n in taken.typed.items() if n}
        return Took(name, identity, tuple(taken.pages), typed, taken.taps)


def _letter(service: InProcess, name: str, journey: Journey) -> str:
    """The code of an invitation that the section has sent."""
    person, card = people()[journey.person], card_of(people()[journey.person])
    cells = {"整理番号": "1", "氏名": person.full_name, "郵便番号": dict(person.address)["postal"], "住所": card.address,
             "生年月日": person.birth.isoformat(), **journey.invited}  # fmt: skip
    written = "\r\n".join(",".join(row) for row in (cells.keys(), cells.values()))
    campaign, _ = start(service.installation, f"{written}\r\n", name, journey.today + timedelta(days=25))
    return code_of(service.installation, campaign)


def _part(service: InProcess, name: str, answers: Mapping[str, Any]) -> Part:
    procedure = service.installation.catalogue.current(name)
    return Part(procedure, read_answers(procedure, answers))


def walks(folder: Path) -> Iterator[Took]:
    for name, journey in journeys().items():
        for identity in journey.most:
            yield walk(name, identity, folder / name)
