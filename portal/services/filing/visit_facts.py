"""With sources; sealed with the visit's key and deleted with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from forms.definition.family import HEAD, is_child_of, spouse_of
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.residents.city_records import HELD_NAMES, SINCE_NAMES
from portal.services.shared.known_sources import (
    AT_COUNTER,
    CARD,
    FACES,
    MOVE_FORM,
    ORDER,
    PAPER_READ,
    REGISTER,
    RESERVATION,
    TRANSFER,
    TRANSFER_DATA,
    Source,
)
from portal.services.shared.needs import Records
from portal.services.shared.visit_part import visit_sealer
from portal.store.counter import visits
from portal.store.counter.visits import VisitRow

SPEECH, VISIT = "speech", "visit"  # typed by a clerk; from the page of the visit
GUIDE = "guide"  # answered in a guide of this visit
HOME = "home"  # written in this draft before the visit
USUAL = "usual"  # the definition's usual answer, not yet confirmed
VISITOR = "visitor"  # answered on the visitor's screen
# follows from the kind of paper shown (born, moved in), without keying
SHOWN = "shown"
_RANK = {name: rank for rank, name in enumerate(ORDER)}
CONTACT_SINCE = "contact_since"  # ISO day of the application that gave telephone and mail
HOUSEHOLD_KEY = "household_key"  # keyed 世帯番号
PLAIN = ("name", "kana", "birth", "sex", "address", "phone", "email")
# of a 届 about a move: the address before it and after it, and what a 転出証明書 has of the 戸籍
RECORDED_ADDRESS, NEW_ADDRESS = "recorded_address", "new_address"
MOVE_NAMES = (RECORDED_ADDRESS, NEW_ADDRESS, "domicile", "domicile_head")
STAY_NAMES = ("foreign", "nationality", "stay_status", "stay_until", "stay_number")  # of a 在留カード
CARD_NAMES = ("card", "card_pin")  # of a card that was read by its PIN
_OWN = (*PLAIN, *SINCE_NAMES, *HELD_NAMES)
# An address that was read is that of a move: no 在留カード gives one.
_OF_TRANSFER, _OF_RECORD = (TRANSFER, TRANSFER_DATA, MOVE_FORM, PAPER_READ), (REGISTER, CARD, *FACES)
# concept of how a former municipality's 転出 is proved; its code by paper
_PROOF, PROOFS = "move.proof", {TRANSFER: "certificate", TRANSFER_DATA: "card"}

Fact = tuple[Any, str]  # (stored value, source)


@dataclass(frozen=True)
class Person:
    """`relation` in `facts` is the 続柄 to the head as written."""

    no: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        return self.facts[name][0] if name in self.facts else None

    @property
    def called(self) -> str:
        return " ".join(str(part) for part in (self.fact("name") or {}).values())

    @property
    def key(self) -> tuple[str, str]:
        return self.called.replace(" ", "").replace("\u3000", "").casefold(), str(self.fact("birth") or "")

    def booked_as(self, other: "Person") -> bool:
        name_only = self.fact("birth") is None and self.sources == (RESERVATION,)
        return name_only and bool(self.key[0]) and self.key[0] == other.key[0]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source for _, source in self.facts.values()))

    def with_facts(self, more: Mapping[str, Any], source: str) -> "Person":
        """The better source wins, the newer among equals."""
        better = {
            name: (value, source)
            for name, value in _with_move(more, source).items()
            if name not in self.facts or _rank(source, name) <= _rank(self.facts[name][1], name)
        }
        return replace(self, facts={**self.facts, **better})


def _with_move(facts: Mapping[str, Any], source: str) -> Mapping[str, Any]:
    # A 転出証明書 displaces the card's address, which stays known as the former one.
    name = NEW_ADDRESS if source in _OF_TRANSFER else RECORDED_ADDRESS if source in _OF_RECORD else ""
    return {name: facts["address"], **facts} if name and "address" in facts else facts


def _rank(source: str, fact: str = "") -> int:
    # The card has the address before the move.
    return -1 if source in _OF_TRANSFER and fact == "address" else _RANK.get(source, len(_RANK))


@dataclass(frozen=True)
class Facts:
    """`came`, `about`: numbers of visitor and principal. `events`: dates by reason; `occasion`: reason of the
    visit, from `occasion_by` (GUIDE if chosen). `typed`: unfinished input."""

    people: tuple[Person, ...] = ()
    came: str = ""
    about: str = ""
    events: Mapping[str, Fact] = field(default_factory=dict)
    occasion: str = ""
    occasion_by: str = VISIT
    guides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    stated: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by guide and concept

    @cached_property
    def by_concept(self) -> Mapping[str, Fact]:
        facts: dict[str, Fact] = {
            concept: (value, GUIDE) for own in self.stated.values() for concept, value in own.items()
        }
        sources = (
            *(source for person in self.people for source in person.sources),
            *(by for _, by in self.events.values()),
        )
        papers = [source for source in sources if source in PROOFS]
        return facts | ({_PROOF: (PROOFS[papers[0]], SHOWN)} if papers else {})

    def person(self, no: str) -> Person | None:
        return next((person for person in self.people if person.no == no), None)

    @property
    def named(self) -> frozenset[tuple[str, str]]:
        """(name, ISO birthday)."""
        return frozenset((person.called, str(person.fact("birth"))) for person in self.people if all(person.key))

    @cached_property
    def comer(self) -> Person | None:
        return self.person(self.came)

    @property
    def living(self) -> tuple[Person, ...]:
        """Without whom the visit is about, if somebody died."""
        late = self.about if "died" in self.events and self.about != self.came else ""
        return tuple(person for person in self.people if person.no != late)

    def spouse(self, whose: Person) -> Person | None:
        """None without 続柄."""
        others = {person.no: str(person.fact("relation") or "") for person in self.people if person.no != whose.no}
        return self.person(spouse_of(str(whose.fact("relation") or ""), others))

    def head(self) -> Person | None:
        return next((person for person in self.people if person.fact("relation") == HEAD), None)

    def children(self, whose: Person) -> tuple[Person, ...]:
        head = self.head()
        spouse = None if head is None else self.spouse(head)
        if head is None or whose.no not in (head.no, spouse.no if spouse else ""):
            return ()
        children = [person for person in self.people if is_child_of(HEAD, str(person.fact("relation") or ""))]
        return tuple(sorted(children, key=lambda person: str(person.fact("birth") or "")))

    def joined(self, new_facts: Mapping[str, Any], source: str) -> tuple["Facts", str]:
        new = Person(str(1 + max((int(person.no) for person in self.people), default=0))).with_facts(new_facts, source)
        known = next((person for person in self.people if new.key == person.key and all(new.key)), None)
        known = known or next((person for person in self.people if person.booked_as(new)), None)
        if known is None:
            return replace(self, people=(*self.people, new)), new.no
        return self.with_person_facts(known.no, new_facts, source), known.no

    def with_person_facts(self, no: str, new_facts: Mapping[str, Any], source: str) -> "Facts":
        kept = (person.with_facts(new_facts, source) if person.no == no else person for person in self.people)
        return replace(self, people=tuple(kept))

    @property
    def stored(self) -> dict[str, Any]:
        people = [
            {"no": person.no, "told": {name: list(fact) for name, fact in person.facts.items()}}
            for person in self.people
        ]
        events = {name: list(fact) for name, fact in self.events.items()}
        kept = {"came": self.came, "about": self.about, "occasion": self.occasion, "occasion_by": self.occasion_by}
        return {
            "people": people,
            "events": events,
            "guides": {name: dict(answers) for name, answers in self.guides.items()},
            "stated": {name: dict(values) for name, values in self.stated.items()},
            "typed": {
                paper: {name: list(values) for name, values in boxes.items()} for paper, boxes in self.typed.items()
            },
        } | kept

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Facts":
        people = tuple(Person(person["no"], _facts(person["told"])) for person in stored["people"])
        kept = {name: stored[name] for name in ("came", "about", "occasion", "guides")}
        # older visits lack these keys: their occasion counts as pressed
        kept |= {"typed": stored.get("typed", {}), "stated": stored.get("stated", {})}
        return cls(people, events=_facts(stored["events"]), occasion_by=stored.get("occasion_by", VISIT), **kept)


def _facts(stored: Mapping[str, Any]) -> dict[str, Fact]:
    return {name: (value, source) for name, (value, source) in stored.items()}


NOTHING_KNOWN = Facts()


def facts_of(installation: Records, row: VisitRow) -> Facts:
    if row.sealed_facts is None:
        return NOTHING_KNOWN
    return Facts.of(visit_sealer(installation, row).open("facts", row.sealed_facts))


def keep_facts(installation: Records, unit: Unit, row: VisitRow, facts: Facts) -> VisitRow:
    """Raises Conflict if saved since it was read."""
    sealed = visit_sealer(installation, row).seal("facts", facts.stored)
    now = to_micro(installation.clock.now())
    if not visits.save_facts(unit, row, sealed, now):
        raise Conflict("visit")
    return replace(row, sealed_facts=sealed, revision=row.revision + 1, changed_at=now)


def sources_at_visit(installation: Records, unit: Unit, uid: str) -> tuple[Source, ...]:
    row = visits.of_uid(unit, uid)
    return () if row is None else sources_of(facts_of(installation, row))


def sources_of(facts: Facts) -> tuple[Source, ...]:
    comer = facts.comer
    if comer is None:
        return ()
    spouse = facts.spouse(comer)
    by_source: dict[str, dict[str, Any]] = {}
    for name, (value, source) in comer.facts.items():
        if name in (*_OWN, CONTACT_SINCE, HOUSEHOLD_KEY):
            by_source.setdefault(source, {})[name] = value
    for name, (value, source) in spouse.facts.items() if spouse else ():
        if name in _OWN:
            by_source.setdefault(source, {})[f"spouse.{name}"] = value
    others = tuple(_offer(facts, comer, person) for person in facts.people if person.no != comer.no)
    best = min(by_source, key=_rank, default="")
    return tuple(
        _source(name, facts_of_source, facts.events if name == best else {}, others if name == best else ())
        for name, facts_of_source in by_source.items()
    )


def _source(
    name: str, facts_of_source: dict[str, Any], events: Mapping[str, Fact], others: tuple[Mapping[str, Any], ...]
) -> Source:  # fmt: skip
    principal = {fact: facts_of_source[fact] for fact in ("birth", "sex") if fact in facts_of_source}
    married = {"spouse.exists": True} if any(fact.startswith("spouse.") for fact in facts_of_source) else {}
    days = {reason: day for reason, (day, _) in events.items()}
    since, household = str(facts_of_source.pop(CONTACT_SINCE, "")), str(facts_of_source.pop(HOUSEHOLD_KEY, ""))
    # a clerk identified the visitor by sight, so there is no certainty of a match
    return Source(
        name, facts_of_source, principal | married, others, days, "" if name == REGISTER else AT_COUNTER, since,
        household_key=household,
    )  # fmt: skip


def _offer(facts: Facts, comer: Person, other: Person) -> Mapping[str, Any]:
    facts_of_person = {name: value for name, (value, _) in other.facts.items() if name in PLAIN and name != "address"}
    return facts_of_person | ({"relation": "child"} if other in facts.children(comer) else {})
