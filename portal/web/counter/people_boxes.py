import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from forms.definition.procedure import Field
from forms.mistakes import Mistake
from forms.numbers.calendar import age_on
from forms.path.binding import boxes
from forms.path.environment import LEAVING
from portal.services.counter.know_people import OCCASIONS, REASONS
from portal.services.filing.visit_facts import Facts, Person
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import BIRTH, MOVE_FORM, PAPER_READ, REGISTER, RESIDENCE, TRANSFER
from portal.web.filing.own_questions import own_question, own_views, read_own
from portal.web.shared.dates import birthday
from portal.web.shared.field_view import FieldView
from portal.web.shared.posting import Posted, first

BIRTH_DAY, KANA, ADDRESS, REASON = "find-birth", "find-kana", "find-address", "find-reason"
MATCHES, MATCH_IDS = "match-names", "match-ids"  # of the people who may be meant, kept beside the boxes of the look-up
MOVED, NEW_ADDRESS, LEFT = "paper-day", "paper-address", "paper-left"
MOST = 10
_EITHER = "ふりがなか住所の、どちらか"
_ERAS = {"reiwa": "R", "heisei": "H", "showa": "S", "taisho": "T", "meiji": "M"}
_BOX = re.compile(r"paper-|p\d+-")
OF_MOVE = (TRANSFER, MOVE_FORM)
LEAST = {TRANSFER: 5, MOVE_FORM: 4, RESIDENCE: 1, BIRTH: 1}  # rows initially shown for each paper
NOTHING_SENT: Posted = MappingProxyType({})
AS_READ = "="  # before the name of a box, among what is kept of a reading
# Posted code → 続柄 as the register writes it.
RELATIONS = {
    "head": "世帯主",
    "wife": "妻",
    "husband": "夫",
    "child": "子",
    "father": "父",
    "mother": "母",
    "other": "その他",
}
_PERSON = (
    ("name", "person_name", "氏名"), ("kana", "kana", "ふりがな"), ("birth", "date", "生年月日"), ("sex", "sex", "性別"),
)  # fmt: skip
_STAY: tuple[tuple[str, str, str, Mapping[str, object]], ...] = (
    ("nationality", "text", "国籍・地域", {"max": 40}), ("stay_status", "text", "在留資格", {"max": 40}),
    ("stay_until", "date", "在留期間の満了の日", {}),
    ("stay_number", "text", "在留カードの番号", {"max": 12, "pattern": "[A-Z]{2}[0-9]{8}[A-Z]{2}", "example": "AB12345678CD"}),
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    people: tuple[Mapping[str, Any], ...]
    day: str
    mistakes: Mapping[str, tuple[Mistake, ...]]
    leaving: str = ""
    read: tuple[frozenset[str], ...] = ()  # of each person: what print gave and the clerk left


def look_up_questions() -> tuple[Field, ...]:
    kana = own_question(KANA, "text", "ふりがな（姓か名）", help="はじめの2文字からで探せます。", settings={"max": 60})
    address = own_question(
        ADDRESS,
        "text",
        "住所の一部",
        help="町名と番地など。",
        settings={"max": 80},
    )
    return (
        own_question(BIRTH_DAY, "date", "生年月日"),
        replace(kana, required=False),
        replace(address, required=False),
        own_question(REASON, "choice", "調べる理由", settings={"options": REASONS}),
    )


def look_up_views(
    installation: Installation, posted: Posted, mistakes: Mapping[str, tuple[Mistake, ...]]
) -> list[FieldView]:  # fmt: skip
    views = own_views(installation, "ja", look_up_questions(), posted, mistakes)
    return [replace(view, mark=_EITHER) if view.id in (KANA, ADDRESS) else view for view in views]


def about_person(person: Person, today: date, *, careful: bool) -> tuple[str, ...]:
    # Without both, two people of one name cannot be held apart. While the page asks for care, no address is on it.
    birth, address = person.fact("birth"), person.fact("address")
    born = f"{birthday(str(birth))}（{age_on(date.fromisoformat(str(birth)), today)}歳）" if birth else ""
    parts = {} if careful or not isinstance(address, Mapping) else address
    home = "".join(str(parts.get(part, "")) for part in ("town", "street"))
    return tuple(words for words in (born, "　".join(filter(None, (home, str(parts.get("building", "")))))) if words)


def paper_questions(paper: str, count: int) -> tuple[tuple[Field, ...], ...]:
    day = own_question(
        MOVED, "date", "新しい家に住みはじめた日（異動日）", help="R081101、2026/11/1 のようにも書けます。"
    )
    left = own_question(LEFT, "date", "転出予定日", help="児童手当の期限は、この日の次の日から数えます。")
    address = own_question(NEW_ADDRESS, "address", "新しい住所")
    of_paper = {TRANSFER: (day, replace(left, required=False), address), MOVE_FORM: (day, address)}.get(paper, ())
    people = tuple(_person(paper, number) for number in range(1, count + 1))
    return (of_paper, *people)


def _person(paper: str, number: int) -> tuple[Field, ...]:
    own = tuple(
        own_question(f"p{number}-{name}", kind, label)
        for name, kind, label in _PERSON if paper != RESIDENCE or name != "kana"
    )  # fmt: skip
    if paper == RESIDENCE:
        stay = (
            own_question(f"p{number}-{name}", kind, label, settings=settings) for name, kind, label, settings in _STAY
        )
        return (*own, *(replace(question, required=False) for question in stay))
    return (*own, own_question(f"p{number}-relation", "choice", "世帯主から見た続柄", settings={"options": RELATIONS}))


def read_paper(
    installation: Installation, paper: str, posted: Posted, count: int, reading: Posted = NOTHING_SENT
) -> Paper:  # fmt: skip
    """`reading`: what is kept of one."""
    of_whole, *people = paper_questions(paper, count)
    posted = _with_surnames(posted, count)
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    people_read: list[Mapping[str, Any]] = []
    unchanged: list[frozenset[str]] = []
    of_paper = _read(installation, of_whole, posted, mistakes)
    address = of_paper.get(NEW_ADDRESS)
    whole_unchanged = _as_read(installation, of_whole, of_paper, reading)
    for number, own in enumerate(people, 1):
        if number > 1 and not any(
            value.strip() for question in own for values in boxes(question.id, posted).values() for value in values
        ):
            continue
        answers = {name.rpartition("-")[2]: value for name, value in _read(installation, own, posted, mistakes).items()}
        unchanged.append(whole_unchanged | _as_read(installation, own, _read(installation, own, posted, {}), reading))
        answers |= {"relation": RELATIONS[answers["relation"]]} if "relation" in answers else {}
        people_read.append(answers | ({"address": address} if address else {}))
    day = str(people_read[0].get("birth", "")) if paper == BIRTH else str(of_paper.get(MOVED, ""))
    return Paper(tuple(people_read), day, mistakes, str(of_paper.get(LEFT) or ""), tuple(unchanged) if reading else ())


def _as_read(
    installation: Installation, questions: Sequence[Field], answers: Mapping[str, Any], reading: Posted
) -> frozenset[str]:
    before = {name.removeprefix(AS_READ): values for name, values in reading.items() if name.startswith(AS_READ)}
    of_print = _read(installation, questions, before, {})
    return frozenset(name.partition("-")[2] for name, value in of_print.items() if value and answers.get(name) == value)


def _with_surnames(posted: Posted, count: int) -> Posted:
    # An empty family name is that of the person before, as on a 転出証明書.
    filled = dict(posted)
    for number in range(2, count + 1):
        for name in ("name", "kana"):
            own, before = f"p{number}-{name}", f"p{number - 1}-{name}"
            if (
                first(filled, f"{own}.given")
                and not first(filled, f"{own}.family")
                and not first(filled, f"{own}.full")
            ):
                filled[f"{own}.family"] = filled.get(f"{before}.family", [])
    return filled


def _read(
    installation: Installation, questions: Sequence[Field], posted: Posted, mistakes: dict[str, tuple[Mistake, ...]]
) -> dict[str, Any]:  # fmt: skip
    answers = {}
    for question in questions:
        parsed = read_own(installation, question, posted)
        if parsed.mistakes:
            mistakes[question.id] = parsed.mistakes
        else:
            answers[question.id] = parsed.value
    return answers


def expired(installation: Installation, paper: str, posted: Posted, count: int) -> str:
    """A sentence about 在留カード whose last day is over, or ""."""
    last_days = (
        question for own in paper_questions(paper, count) for question in own if question.id.endswith("-stay_until")
    )
    today = installation.clock.today().isoformat()
    over = any(str(read_own(installation, question, posted).value or today) < today for question in last_days)
    return (
        "在留期間の満了の日が、すぎています。手続中（特例期間）でないかを、カードの裏で確かめてください。"
        if over
        else ""
    )


def typed_boxes(posted: Posted) -> dict[str, list[str]]:
    own = {name: list(values) for name, values in posted.items() if _BOX.match(name)}
    written = (name for name in own if name != "paper-rows" and not name.endswith("-relation"))
    return own if any(value.strip() for name in written for value in own[name]) else {}


def look_up_boxes(posted: Posted, before: Posted) -> dict[str, list[str]]:
    # who may be meant, while the boxes are as they were
    typed = {name: list(values) for name, values in posted.items() if name.startswith("find-") and any(values)}
    same = typed == {name: values for name, values in before.items() if name.startswith("find-")}
    return typed | ({name: list(before[name]) for name in (MATCHES, MATCH_IDS) if name in before} if same else {})


def typed_before(paper: str, facts: Facts) -> Posted:
    return facts.typed.get(paper) or paper_boxes(paper, facts)


def paper_boxes(paper: str, facts: Facts) -> Posted:
    if paper not in OF_MOVE:
        return {"p1-relation": ["child"]} if paper == BIRTH else {}
    codes = {relation: code for code, relation in RELATIONS.items()}
    sent: dict[str, list[str]] = {}
    for question, value in _of_paper(paper, facts):
        sent |= _typed(question, value)
    people = [person for person in facts.people if REGISTER not in person.sources][:MOST]
    for number, person in enumerate(people, 1):
        for question in _person(paper, number):
            value = person.fact(question.id.rpartition("-")[2])
            value = codes.get(value, "other") if question.id.endswith("-relation") and value else value
            sent |= _typed(question, value) if value else {}
    sent["paper-rows"] = [str(len(people))]
    return sent


def _of_paper(paper: str, facts: Facts) -> Iterator[tuple[Field, Any]]:
    by = (paper, PAPER_READ)
    events = {reason: fact for reason, (fact, source) in facts.events.items() if source in by}
    homes = (person.facts["address"] for person in facts.people if "address" in person.facts)
    home = next((fact for fact, source in homes if source in by), None)
    known = {MOVED: events.get(OCCASIONS[paper]), LEFT: events.get(LEAVING), NEW_ADDRESS: home}
    yield from ((question, known[question.id]) for question in paper_questions(paper, 0)[0] if known[question.id])


def _typed(question: Field, value: Any) -> dict[str, list[str]]:
    boxes = question.type.typed(value, question.settings)
    return {f"{question.id}.{box}" if box else question.id: list(values) for box, values in boxes.items()}


def person_rows(views: Sequence[Sequence[FieldView]]) -> list[dict[str, FieldView]]:
    """By question (`name`), each day in one box."""
    return [
        {view.id.rpartition("-")[2]: _in_one_box(view) if view.control == "date" else view for view in person}
        for person in views
    ]


def _in_one_box(view: FieldView) -> FieldView:
    year = view.boxes[0]
    era = next((option.code for option in view.options if option.checked and option.part == "era"), "")
    parts = [box.value for box in view.boxes]
    whole = all(parts) and len(parts) > 1
    value = ".".join((f"{_ERAS.get(era, '')}{year.value}", *parts[1:])) if whole else year.value
    return replace(view, boxes=(replace(year, value=value, label=view.label, id=view.id, width=10),), options=())


def rows_of(posted: Posted, least: int) -> int:
    count = first(posted, "paper-rows")
    # So many digits are no number of rows; int() refuses thousands.
    return min(MOST, int(count)) if count.isdecimal() and len(count) < 9 and int(count) >= least else least
