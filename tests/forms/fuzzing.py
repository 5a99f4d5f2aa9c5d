"""Walks through a definition by made-up people: what is typed, what came of it, and which rules decided what."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from forms.answers import Answers
from forms.binding import bind, owner, sentence
from forms.city import City, load_city
from forms.consequences import due_day, fee_amount, papers
from forms.draws import posted
from forms.environment import Environment
from forms.expressions import expressions
from forms.loading import load
from forms.messages import LANGUAGES, sentences
from forms.path import AskedPage
from forms.path import Path as Way
from forms.procedure import Procedure
from forms.registry import field_types
from forms.rules.expression import Expression, Scope
from forms.rules.types import YES_NO
from forms.sampling import Search
from forms.speech import Speech
from portal.cli.sampling import environment_of, person_of
from tests.forms.household import FORMS

CITY: City = load_city(FORMS / "cities" / "mihon")
# What no form should fall over: signs that nobody types, text that means something elsewhere, much of anything.
HOSTILE = (
    "\0", "\ud800", "\ue000", "a\u202eb", "é" + "\u0301" * 40, "\ufeff", "あ" * 3000, "9" * 400, "-1", "=1+1", '"\r\n,;',
    "<script>x</script>", "{name}", "%s%n", "../../x", "' OR 1=1 --", "NaN", "1e9999", "2026-02-30", "٣", "〇", "髙\U000e0100",
)  # fmt: skip


_OTHER_COUNTS = 0.3  # of the numbers that a city may set


def branch(place: str, value: object) -> bool | None:
    """The way that is gone where a rule came to `value` (rule 3 of the language): unknown breaks nothing, and shows nothing.
    None = neither: a value that is not known is none."""
    if {"must", "warn"} & set(place.split(".")[-2:]):
        return value is not False
    if place.endswith(("when", "required")):
        return value is True
    return value if isinstance(value, bool) else None


@dataclass
class Counts:
    """How often each question was answered well and wrongly, and what each rule came to."""

    valid: Counter[str] = field(default_factory=Counter)
    invalid: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[object]] = field(default_factory=dict)
    walks: int = 0

    def lines(self, procedure: Procedure) -> Iterator[str]:
        """For people: the counts, then what never happened."""
        asked = [one.name for one in procedure.fields if one.type.asks]
        yield (
            f"{procedure.id}: {self.walks} walks, {sum(self.valid.values())} answers taken, "
            f"{sum(self.invalid.values())} refused"
        )
        both = sum(1 for seen in self.rules.values() if seen[True] and seen[False])
        yield f"  {both} of {len(self.rules)} branches were taken both ways"
        for said, seen in (("answered well", self.valid), ("answered wrongly", self.invalid)):
            lacking = [name for name in asked if not seen[name]]
            yield f"  {len(asked) - len(lacking)} of {len(asked)} questions were {said}{_never(lacking)}"
        for way in (True, False):
            lacking = [place for place, seen in self.rules.items() if not seen[way]]
            yield f"  {len(lacking)} rules were never {str(way).lower()}{_never(lacking)}"


def _never(names: list[str]) -> str:
    return f"; never: {', '.join(names)}" if names else ""


def watched(path: Path) -> tuple[Procedure, Counts]:
    """The definition, read afresh, whose rules tell what they came to."""
    procedure = load(path, fields=field_types())
    counts = Counts()
    for place, rule in expressions(procedure):
        if rule.type == YES_NO:
            _watch(place, rule, counts.rules.setdefault(place, Counter()))
    return procedure, counts


def _watch(place: str, rule: Expression, seen: Counter[object]) -> None:
    run = rule.evaluate

    def evaluate(scope: Scope) -> object:
        value = run(scope)
        seen[branch(place, value)] += 1
        return value

    object.__setattr__(rule, "evaluate", evaluate)


def usual(procedure: Procedure, seed: int) -> Environment:
    """A morning in the fictional city. Of a third each a register tells that they are married, that they are not, or what
    it does of the people of the city."""
    there = environment_of(procedure, CITY, CITY.residents.as_of, person_of(procedure, CITY, seed))
    told = ({}, {"spouse.exists": True}, {"spouse.exists": False})[seed % 3]
    return replace(there, principal={**there.principal, **told})


def unusual(procedure: Procedure, seed: int) -> Environment:
    """Another day, another door, another city's settings: not every form can be sent then. Often a day about one that a
    city set: windows open and close."""
    source = random.Random(seed)
    there = usual(procedure, seed)
    settings = dict(there.city)
    for name, one in procedure.settings.items():
        if one.type in ("choice", "yes_no"):
            settings[name] = source.choice(one.options or (True, False))
        if one.type == "integer" and source.random() < _OTHER_COUNTS:
            settings[name] = max(1, int(str(settings[name])) - 1)
    days = [date.fromisoformat(str(settings[name])) for name, one in procedure.settings.items() if one.type == "date"]
    about = source.choice([there.today, *days]) + timedelta(days=source.randint(-1, 1))
    today = source.choice((there.today, there.today + timedelta(days=source.randint(-300, 300)), about, about))
    return replace(there, today=today, door=source.choice(sorted(procedure.who)), city=settings)


class Walk(Search):
    """A search that is looked at after each page. With `careless` a page that ends the form is an answer too."""

    def __init__(
        self, procedure: Procedure, environment: Environment, seed: int, counts: Counts, careless: bool = False
    ) -> None:
        super().__init__(procedure, environment, random.Random(seed))
        self.counts = counts
        self.careless = careless
        self.speeches = [Speech(one, sentences(one), procedure.texts.get(one, {})) for one in LANGUAGES]
        self.posts = 0
        counts.walks += 1

    def answer(self, asked: AskedPage) -> Way | None:
        """As somebody does who first types rubbish, then what is wrong, then what is right."""
        self.posts += 1
        before = self.path
        assert all(one.page.id in self.seen and not one.open for one in before.pages[: before.pages.index(asked)])
        self.rubbish(asked)
        self.mistakes(asked)
        # Not each time: who always turns back at the first end never comes to what another door or city asks behind it.
        if self.careless and self.source.random() < 0.3 and self.stops(asked):
            return None
        found = super().answer(asked)
        if found is None:
            after = bind(self.procedure, frozenset(), {}, self.answers, self.environment)
            at = before.pages.index(asked)
            # No answer changes what was asked before it, and nothing is kept that was not asked.
            assert [one.page.id for one in after.pages[:at]] == [one.page.id for one in before.pages[:at]]
            assert after.answers.keys() <= after.asked | after.rows.keys()
            self.counts.valid.update(one.name for one in asked.fields if one.id in after.answers)
        return found

    def stops(self, asked: AskedPage) -> bool:
        """Whether one of ten draws leads to an end: not here, but there."""
        names = frozenset(one.id for one in asked.fields)
        for _ in range(10 if any(one.stop for one in asked.fields) else 0):
            typed = {box: texts for one in asked.fields for box, texts in self.typed(one, 1).items()}
            found = bind(self.procedure, names, typed, self.answers, self.environment)
            if found.stopped is not None and not found.mistakes:
                self.answers, self.seen = found.answers, self.seen | {asked.page.id}
                return True
        return False

    def rubbish(self, asked: AskedPage) -> None:
        names = frozenset(one.id for one in asked.fields)
        typed = {
            f"{one.id}.{part.name}" if part.name else one.id: (self.source.choice(HOSTILE),)
            for one in asked.fields
            for part in one.type.parts(one.settings)
            if self.source.random() < 0.8
        }
        found = bind(self.procedure, names, typed, self.answers, self.environment)
        assert found.mistakes.keys() <= names
        self.speak(found)
        for one in asked.fields:
            if one.type.asks and one.id in found.answers:
                again = one.type.parse(
                    one.type.typed(found.answers[one.id], one.settings), one.settings, self.environment
                )
                assert again.value == found.answers[one.id]

    def mistakes(self, asked: AskedPage) -> None:
        for one in asked.fields:
            if one.type.asks:
                raw, key = one.type.bad(one.settings, self.source)
                found = bind(self.procedure, {one.id}, posted(one, raw), self.answers, self.environment)
                assert found.mistakes[one.id][0].key == key, (one.id, raw)
                assert one.id not in found.answers
                self.speak(found)
                self.counts.invalid[one.name] += 1

    def speak(self, found: Way) -> None:
        for name, said in found.mistakes.items():
            assert owner(name, self.procedure.by_name.keys() | {name}) == name
            for speech in self.speeches:
                assert all(sentence(mistake, self.procedure.field(name), speech) for mistake in said)

    def come_out(self) -> Way:
        """The path at the end, with all that follows from it."""
        due_day(self.procedure, self.path)
        fee_amount(self.procedure, self.path)
        papers(self.procedure, self.path)
        return self.path


def strange_name(procedure: Procedure, way: Way) -> Answers:
    """The answers with a name that a careless program would change: 塚 U+FA10, 葛 with a variation selector, 𠮷."""
    name = next((one.id for one in way.fields if one.type.id == "person_name" and one.id in way.answers), "")
    written: Mapping[str, str] = {"family": "\ufa10葛\U000e0100", "given": "𠮷子"}
    return {**way.answers, name: written} if name else way.answers
