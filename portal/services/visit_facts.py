"""What is known in a visit: its people, with where each fact came from, days, and what was answered to guides. Sealed under the key of the
visit, and gone with it. Asks nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from forms.family import HEAD, is_child_of, spouse_of
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.held_facts import HELD_NAMES, SINCE_NAMES
from portal.services.installation import Installation
from portal.services.told import AT_COUNTER, ORDER, REGISTER, RESERVATION, TRANSFER, TRANSFER_DATA, Source
from portal.services.visit_part import visit_sealer
from portal.store import visits
from portal.store.visits import VisitRow

SPEECH, VISIT = "speech", "visit"  # what a clerk typed of what was said; what the page of the visit says
GUIDE = "guide"  # what was answered to a guide of this visit
HOME = "home"  # what they wrote into this very draft before they came
USUAL = "usual"  # what most answer at a counter, as the definition says: nobody has said it yet
VISITOR = "visitor"  # what a visitor answered on their own screen
# What follows from which paper lies there (born, moved in): its people were keyed or loaded, this was not.
SHOWN = "shown"
_RANK = {name: rank for rank, name in enumerate(ORDER)}
CONTACT_SINCE = "contact_since"  # the day (ISO) of the application from which telephone and mail are known
PLAIN = ("name", "kana", "birth", "sex", "address", "phone", "email")
_OWN = (*PLAIN, *SINCE_NAMES, *HELD_NAMES)

Fact = tuple[Any, str]  # a value as answers are stored, and its source


@dataclass(frozen=True)
class Person:
    """`told` by name: `name`, `kana`, `birth`, `sex`, `address`, `phone`, and `relation`, the 続柄 to the head as it is written there."""

    no: str
    told: Mapping[str, Fact] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        return self.told[name][0] if name in self.told else None

    @property
    def called(self) -> str:
        return " ".join(str(part) for part in (self.fact("name") or {}).values())

    @property
    def key(self) -> tuple[str, str]:
        """By which two sources tell of the same person: the name without its gaps, and the day of birth."""
        return self.called.replace(" ", "").replace("\u3000", "").casefold(), str(self.fact("birth") or "")

    def booked_as(self, other: "Person") -> bool:
        """A booking asks for no birthday: whoever comes in its visit and is called the same is who booked it."""
        unborn = self.fact("birth") is None and self.sources == (RESERVATION,)
        return unborn and bool(self.key[0]) and self.key[0] == other.key[0]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source for _, source in self.told.values()))

    def with_told(self, more: Mapping[str, Any], source: str) -> "Person":
        """What is told twice is believed of the better source, and of two alike of the newer one."""
        better = {
            name: (value, source)
            for name, value in more.items()
            if name not in self.told or _rank(source, name) <= _rank(self.told[name][1], name)
        }
        return replace(self, told={**self.told, **better})


def _rank(source: str, fact: str = "") -> int:
    """A card still has the old address of who moves in today; the 転出証明書 and whoever keys it know the new one."""
    return -1 if source in (TRANSFER, TRANSFER_DATA) and fact == "address" else _RANK.get(source, len(_RANK))


@dataclass(frozen=True)
class Facts:
    """`came` and `about`: the numbers of who came, and of whom it is about where that is somebody else. `events`: days by reason, and
    `occasion` the reason for which they came, `occasion_by` what told it (GUIDE where a clerk pressed it). `guides`: answers by guide. `typed`: by
    paper, the boxes of one that is being keyed and tells nobody yet."""

    people: tuple[Person, ...] = ()
    came: str = ""
    about: str = ""
    events: Mapping[str, Fact] = field(default_factory=dict)
    occasion: str = ""
    occasion_by: str = VISIT
    guides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)

    def person(self, no: str) -> Person | None:
        return next((one for one in self.people if one.no == no), None)

    @property
    def named(self) -> frozenset[tuple[str, str]]:
        """Each with name and birthday (ISO), where both are known: by these somebody protected is found."""
        return frozenset((one.called, str(one.fact("birth"))) for one in self.people if all(one.key))

    @cached_property
    def comer(self) -> Person | None:
        return self.person(self.came)

    def spouse(self, whose: Person) -> Person | None:
        """None where no 続柄 says it."""
        others = {one.no: str(one.fact("relation") or "") for one in self.people if one.no != whose.no}
        return self.person(spouse_of(str(whose.fact("relation") or ""), others))

    def head(self) -> Person | None:
        return next((one for one in self.people if one.fact("relation") == HEAD), None)

    def children(self, whose: Person) -> tuple[Person, ...]:
        """Of the head or of the head's spouse, the oldest first."""
        head = self.head()
        spouse = None if head is None else self.spouse(head)
        if head is None or whose.no not in (head.no, spouse.no if spouse else ""):
            return ()
        found = [one for one in self.people if is_child_of(HEAD, str(one.fact("relation") or ""))]
        return tuple(sorted(found, key=lambda one: str(one.fact("birth") or "")))

    def joined(self, told: Mapping[str, Any], source: str) -> tuple["Facts", str]:
        """With what a source tells of one person; their number. Somebody who is there already is told more of."""
        new = Person(str(1 + max((int(one.no) for one in self.people), default=0))).with_told(told, source)
        there = next((one for one in self.people if new.key == one.key and all(new.key)), None)
        there = there or next((one for one in self.people if one.booked_as(new)), None)
        if there is None:
            return replace(self, people=(*self.people, new)), new.no
        return self.told_more(there.no, told, source), there.no

    def told_more(self, no: str, told: Mapping[str, Any], source: str) -> "Facts":
        """Of somebody who is there by number."""
        kept = (one.with_told(told, source) if one.no == no else one for one in self.people)
        return replace(self, people=tuple(kept))

    @property
    def stored(self) -> dict[str, Any]:
        people = [{"no": one.no, "told": {name: list(fact) for name, fact in one.told.items()}} for one in self.people]
        events = {name: list(fact) for name, fact in self.events.items()}
        kept = {"came": self.came, "about": self.about, "occasion": self.occasion, "occasion_by": self.occasion_by}
        return {
            "people": people,
            "events": events,
            "guides": {name: dict(one) for name, one in self.guides.items()},
            "typed": {
                paper: {name: list(values) for name, values in boxes.items()} for paper, boxes in self.typed.items()
            },
        } | kept

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Facts":
        people = tuple(Person(one["no"], _facts(one["told"])) for one in stored["people"])
        kept = {name: stored[name] for name in ("came", "about", "occasion", "guides")}
        # A visit from before this was noted: as if it had been pressed.
        kept |= {"typed": stored.get("typed", {})}
        return cls(people, events=_facts(stored["events"]), occasion_by=stored.get("occasion_by", VISIT), **kept)


def _facts(stored: Mapping[str, Any]) -> dict[str, Fact]:
    return {name: (value, source) for name, (value, source) in stored.items()}


NOTHING_KNOWN = Facts()


def facts_of(installation: Installation, row: VisitRow) -> Facts:
    if row.sealed_facts is None:
        return NOTHING_KNOWN
    return Facts.of(visit_sealer(installation, row).open("facts", row.sealed_facts))


def keep_facts(installation: Installation, unit: Unit, row: VisitRow, facts: Facts) -> VisitRow:
    """Conflict if somebody saved the visit since it was read. The caller commits."""
    sealed = visit_sealer(installation, row).seal("facts", facts.stored)
    now = to_micro(installation.clock.now())
    if not visits.save_facts(unit, row, sealed, now):
        raise Conflict("visit")
    return replace(row, sealed_facts=sealed, revision=row.revision + 1, changed_at=now)


def sources_at_visit(installation: Installation, unit: Unit, uid: str) -> tuple[Source, ...]:
    """What is known for a draft of a visit, as who came: `applicant` and the rest as a sign-in would tell it."""
    row = visits.of_uid(unit, uid)
    return () if row is None else told_of(facts_of(installation, row))


def told_of(facts: Facts) -> tuple[Source, ...]:
    """Of who came; nothing where nobody knows who of the people that is."""
    comer = facts.comer
    if comer is None:
        return ()
    spouse = facts.spouse(comer)
    told: dict[str, dict[str, Any]] = {}
    for name, (value, source) in comer.told.items():
        if name in (*_OWN, CONTACT_SINCE):
            told.setdefault(source, {})[name] = value
    for name, (value, source) in spouse.told.items() if spouse else ():
        if name in _OWN:
            told.setdefault(source, {})[f"spouse.{name}"] = value
    others = tuple(_offer(facts, comer, one) for one in facts.people if one.no != comer.no)
    best = min(told, key=_rank, default="")
    return tuple(
        _source(name, of, facts.events if name == best else {}, others if name == best else ())
        for name, of in told.items()
    )


def _source(
    name: str, told: dict[str, Any], events: Mapping[str, Fact], others: tuple[Mapping[str, Any], ...]
) -> Source:  # fmt: skip
    principal = {what: told[what] for what in ("birth", "sex") if what in told}
    married = {"spouse.exists": True} if any(what.startswith("spouse.") for what in told) else {}
    days = {reason: day for reason, (day, _) in events.items()}
    since = str(told.pop(CONTACT_SINCE, ""))
    # How a register was matched is told of who signs in; here a clerk chose somebody by sight.
    return Source(name, told, principal | married, others, days, "" if name == REGISTER else AT_COUNTER, since)


def _offer(facts: Facts, comer: Person, other: Person) -> Mapping[str, Any]:
    told = {name: value for name, (value, _) in other.told.items() if name in PLAIN and name != "address"}
    return told | ({"relation": "child"} if other in facts.children(comer) else {})
