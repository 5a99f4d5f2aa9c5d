"""The boxes of the people of a visit: the look-up in the register, and the small form of a paper that a visitor shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from forms.binding import boxes
from forms.environment import LEAVING
from forms.mistakes import Mistake
from forms.procedure import Field
from portal.services.installation import Installation
from portal.services.know_people import OCCASIONS, REASONS
from portal.services.told import BIRTH, REGISTER, TRANSFER
from portal.services.visit_facts import Facts
from portal.web.field_view import FieldView
from portal.web.own_questions import own_question, own_view, read_own
from portal.web.posting import Posted, first

BIRTH_DAY, KANA, ADDRESS, REASON = "find-birth", "find-kana", "find-address", "find-reason"
MOVED, NEW_ADDRESS, LEFT = "paper-day", "paper-address", "paper-left"
MOST = 10
_BOX = re.compile(r"paper-|p\d+-")
LEAST = {TRANSFER: 3, BIRTH: 1}  # people that a paper has boxes for at first
NOTHING_SENT: Posted = MappingProxyType({})
# 続柄 as the register writes them, by what is posted.
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


@dataclass(frozen=True)
class Paper:
    """What was read of a form; a mistake or a missing answer keeps it from being taken."""

    people: tuple[Mapping[str, Any], ...]
    day: str
    mistakes: Mapping[str, tuple[Mistake, ...]]
    leaving: str = ""


def look_up_questions() -> tuple[Field, ...]:
    """One of reading and address is enough."""
    kana = own_question(KANA, "text", "ふりがな（姓か名）", help="はじめの2文字からで探せます。", settings={"max": 60})
    address = own_question(
        ADDRESS,
        "text",
        "住所の一部",
        help="町名と番地など。ふりがなか住所の、どちらかは入れます。",
        settings={"max": 80},
    )
    return (
        own_question(BIRTH_DAY, "date", "生年月日"),
        replace(kana, required=False),
        replace(address, required=False),
        own_question(REASON, "choice", "調べるわけ", settings={"options": REASONS}),
    )


def paper_questions(paper: str, count: int) -> tuple[tuple[Field, ...], ...]:
    """Those of the paper, then those of each person."""
    day = own_question(
        MOVED, "date", "新しい家に住みはじめた日（異動日）", help="R081101、2026/11/1 のようにも書けます。"
    )
    left = own_question(LEFT, "date", "転出予定日", help="児童手当の期限は、この日の次の日から数えます。")
    address = own_question(NEW_ADDRESS, "address", "新しい住所")
    whole = (day, replace(left, required=False), address) if paper == TRANSFER else ()
    people = tuple(_person(at) for at in range(1, count + 1))
    return (whole, *people)


def _person(at: int) -> tuple[Field, ...]:
    own = tuple(own_question(f"p{at}-{name}", kind, label) for name, kind, label in _PERSON)
    return (*own, own_question(f"p{at}-relation", "choice", "世帯主から見た続柄", settings={"options": RELATIONS}))


def read_paper(installation: Installation, paper: str, posted: Posted, count: int) -> Paper:
    """Rows in which nothing stands are none."""
    whole, *people = paper_questions(paper, count)
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    told: list[Mapping[str, Any]] = []
    of_paper = _read(installation, whole, posted, mistakes)
    address = of_paper.get(NEW_ADDRESS)
    for at, own in enumerate(people, 1):
        if at > 1 and not any(
            value.strip() for one in own for values in boxes(one.id, posted).values() for value in values
        ):
            continue
        found = {name.rpartition("-")[2]: value for name, value in _read(installation, own, posted, mistakes).items()}
        found |= {"relation": RELATIONS[found["relation"]]} if "relation" in found else {}
        told.append(found | ({"address": address} if address else {}))
    day = str(of_paper.get(MOVED, "")) if paper == TRANSFER else str(told[0].get("birth", ""))
    return Paper(tuple(told), day, mistakes, str(of_paper.get(LEFT) or ""))


def _read(
    installation: Installation, questions: Sequence[Field], posted: Posted, mistakes: dict[str, tuple[Mistake, ...]]
) -> dict[str, Any]:  # fmt: skip
    found = {}
    for one in questions:
        parsed = read_own(installation, one, posted)
        if parsed.mistakes:
            mistakes[one.id] = parsed.mistakes
        else:
            found[one.id] = parsed.value
    return found


def typed_boxes(posted: Posted) -> dict[str, list[str]]:
    """Those of the paper and its people, of all that was posted; {} where nobody wrote anything: what becomes known later fills them."""
    found = {name: list(values) for name, values in posted.items() if _BOX.match(name)}
    written = (name for name in found if name != "paper-rows" and not name.endswith("-relation"))
    return found if any(value.strip() for name in written for value in found[name]) else {}


def typed_before(paper: str, facts: Facts) -> Posted:
    """What was typed before the page was left, else what is known by now."""
    return facts.typed.get(paper) or paper_boxes(paper, facts)


def paper_boxes(paper: str, facts: Facts) -> Posted:
    """The form of a 転出証明書 with whoever is known by now and not by the register: a card has told their name and birthday. Whoever was
    born is nearly always the child of the head: that is chosen already."""
    if paper != TRANSFER:
        return {"p1-relation": ["child"]}
    codes = {relation: code for code, relation in RELATIONS.items()}
    sent: dict[str, list[str]] = {}
    for question, value in _of_paper(facts):
        sent |= _typed(question, value)
    people = [one for one in facts.people if REGISTER not in one.sources][:MOST]
    for at, one in enumerate(people, 1):
        for question in _person(at):
            value = one.fact(question.id.rpartition("-")[2])
            value = codes.get(value, "other") if question.id.endswith("-relation") and value else value
            sent |= _typed(question, value) if value else {}
    sent["paper-rows"] = [str(len(people))]
    return sent


def _of_paper(facts: Facts) -> Iterator[tuple[Field, Any]]:
    """What of the paper itself was taken down before: who mends one letter of it keys nothing else anew."""
    day, left, address = paper_questions(TRANSFER, 0)[0]
    events = {reason: told for reason, (told, source) in facts.events.items() if source == TRANSFER}
    homes = (one.told["address"] for one in facts.people if "address" in one.told)
    home = next((told for told, source in homes if source == TRANSFER), None)
    for question, value in ((day, events.get(OCCASIONS[TRANSFER])), (left, events.get(LEAVING)), (address, home)):
        if value:
            yield question, value


def _typed(question: Field, value: Any) -> dict[str, list[str]]:
    boxes = question.type.typed(value, question.settings)
    return {f"{question.id}.{box}" if box else question.id: list(values) for box, values in boxes.items()}


def own_views(
    installation: Installation, questions: Sequence[Field], posted: Posted = NOTHING_SENT,
    mistakes: Mapping[str, tuple[Mistake, ...]] = {},
) -> list[FieldView]:  # fmt: skip
    return [
        own_view(installation, "ja", one, posted, mistakes.get(one.id, ()), required=one.required is True)
        for one in questions
    ]


def rows_of(posted: Posted, least: int) -> int:
    """How many people the form has boxes for."""
    said = first(posted, "paper-rows")
    return min(MOST, int(said)) if said.isdecimal() and int(said) >= least else least
