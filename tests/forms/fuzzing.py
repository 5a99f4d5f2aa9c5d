"""Random walks through a definition."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from forms.answers import Answers
from forms.city.city import City, load_city
from forms.definition.expressions import expressions
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.messages import LANGUAGES, sentences
from forms.numbers.draws import posted
from forms.path.binding import bind, owner, sentence
from forms.path.consequences import due_day, fee_amount, papers
from forms.path.environment import Environment
from forms.path.path import AskedPage
from forms.path.path import Path as Way
from forms.rules.expression import Expression, Scope
from forms.rules.types import YES_NO
from forms.scenarios.sampling import Search
from forms.text.speech import Speech
from integrations.city_environment import environment_of, person_of
from tests.forms.household import FORMS

CITY: City = load_city(FORMS / "cities" / "mihon")
# Input that must not crash a form: control characters, markup of other languages, very long text.
HOSTILE = (
    "\0", "\ud800", "\ue000", "a\u202eb", "é" + "\u0301" * 40, "\ufeff", "あ" * 3000, "9" * 400, "-1", "=1+1", '"\r\n,;',
    "<script>x</script>", "{name}", "%s%n", "../../x", "' OR 1=1 --", "NaN", "1e9999", "2026-02-30", "٣", "〇", "髙\U000e0100",
)  # fmt: skip


_OTHER_COUNTS = 0.3  # share of environments with other numbers in the city settings


def branch(place: str, value: object) -> bool | None:
    """Rule 3 of the language: unknown neither fails nor shows. None if neither branch."""
    if {"must", "warn"} & set(place.split(".")[-2:]):
        return value is not False
    if place.endswith(("when", "required")):
        return value is True
    return value if isinstance(value, bool) else None


@dataclass
class Counts:
    valid: Counter[str] = field(default_factory=Counter)
    invalid: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[object]] = field(default_factory=dict)
    walks: int = 0

    def lines(self, procedure: Procedure) -> Iterator[str]:
        names = [question.name for question in procedure.fields if question.type.asks]
        yield (
            f"{procedure.id}: {self.walks} walks, {sum(self.valid.values())} answers taken, "
            f"{sum(self.invalid.values())} refused"
        )
        both = sum(1 for seen in self.rules.values() if seen[True] and seen[False])
        yield f"  {both} of {len(self.rules)} branches were taken both ways"
        for label, seen in (("answered well", self.valid), ("answered wrongly", self.invalid)):
            lacking = [name for name in names if not seen[name]]
            yield f"  {len(names) - len(lacking)} of {len(names)} questions were {label}{_never(lacking)}"
        for way in (True, False):
            lacking = [place for place, seen in self.rules.items() if not seen[way]]
            yield f"  {len(lacking)} rules were never {str(way).lower()}{_never(lacking)}"


def _never(names: list[str]) -> str:
    return f"; never: {', '.join(names)}" if names else ""


def watched(path: Path) -> tuple[Procedure, Counts]:
    """Loads the definition afresh; its rules count results."""
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
    """A third of the seeds each: married in the register, not married, as in the city file."""
    environment = environment_of(procedure, CITY, CITY.residents.as_of, person_of(procedure, CITY, seed))
    spouse = ({}, {"spouse.exists": True}, {"spouse.exists": False})[seed % 3]
    return replace(environment, principal={**environment.principal, **spouse})


def unusual(procedure: Procedure, seed: int) -> Environment:
    """Another day (often close to a date in the settings), channel or city."""
    source = random.Random(seed)
    environment = usual(procedure, seed)
    settings = dict(environment.city)
    for name, setting in procedure.settings.items():
        if setting.type in ("choice", "yes_no"):
            settings[name] = source.choice(setting.options or (True, False))
        if setting.type == "integer" and source.random() < _OTHER_COUNTS:
            settings[name] = max(1, int(str(settings[name])) - 1)
    days = [
        date.fromisoformat(str(settings[name]))
        for name, setting in procedure.settings.items()
        if setting.type == "date"
    ]
    day = source.choice([environment.today, *days]) + timedelta(days=source.randint(-1, 1))
    today = source.choice((environment.today, environment.today + timedelta(days=source.randint(-300, 300)), day, day))
    return replace(environment, today=today, door=source.choice(sorted(procedure.who)), city=settings)


class Walk(Search):
    """With `careless`, a page may stop the form."""

    def __init__(
        self, procedure: Procedure, environment: Environment, seed: int, counts: Counts, careless: bool = False
    ) -> None:
        super().__init__(procedure, environment, random.Random(seed))
        self.counts = counts
        self.careless = careless
        self.speeches = [
            Speech(language, sentences(language), procedure.texts.get(language, {})) for language in LANGUAGES
        ]
        self.posts = 0
        counts.walks += 1

    def answer(self, asked_page: AskedPage) -> Way | None:
        """Posts rubbish, then invalid answers, then valid ones."""
        self.posts += 1
        before = self.path
        assert all(
            page.page.id in self.seen and not page.open for page in before.pages[: before.pages.index(asked_page)]
        )
        self.rubbish(asked_page)
        self.mistakes(asked_page)
        # Not always, or the walk would never reach questions behind the first stop.
        if self.careless and self.source.random() < 0.3 and self.stops(asked_page):
            return None
        typed = super().answer(asked_page)
        if typed is None:
            after = bind(self.procedure, frozenset(), {}, self.answers, self.environment)
            index = before.pages.index(asked_page)
            # An answer changes no earlier page, and only answers to asked questions are stored.
            assert [page.page.id for page in after.pages[:index]] == [page.page.id for page in before.pages[:index]]
            assert after.answers.keys() <= after.asked | after.rows.keys()
            self.counts.valid.update(question.name for question in asked_page.fields if question.id in after.answers)
        return typed

    def stops(self, asked_page: AskedPage) -> bool:
        names = frozenset(question.id for question in asked_page.fields)
        for _ in range(10 if any(question.stop for question in asked_page.fields) else 0):
            typed = {box: texts for question in asked_page.fields for box, texts in self.typed(question, 1).items()}
            bound = bind(self.procedure, names, typed, self.answers, self.environment)
            if bound.stopped is not None and not bound.mistakes:
                self.answers, self.seen = bound.answers, self.seen | {asked_page.page.id}
                return True
        return False

    def rubbish(self, asked_page: AskedPage) -> None:
        names = frozenset(question.id for question in asked_page.fields)
        typed = {
            f"{question.id}.{part.name}" if part.name else question.id: (self.source.choice(HOSTILE),)
            for question in asked_page.fields
            for part in question.type.parts(question.settings)
            if self.source.random() < 0.8
        }
        bound = bind(self.procedure, names, typed, self.answers, self.environment)
        assert bound.mistakes.keys() <= names
        self.speak(bound)
        for question in asked_page.fields:
            if question.type.asks and question.id in bound.answers:
                second = question.type.parse(
                    question.type.typed(bound.answers[question.id], question.settings),
                    question.settings,
                    self.environment,
                )
                assert second.value == bound.answers[question.id]

    def mistakes(self, asked_page: AskedPage) -> None:
        for question in asked_page.fields:
            if question.type.asks:
                raw, key = question.type.bad(question.settings, self.source)
                bound = bind(self.procedure, {question.id}, posted(question, raw), self.answers, self.environment)
                assert bound.mistakes[question.id][0].key == key, (question.id, raw)
                assert question.id not in bound.answers
                self.speak(bound)
                self.counts.invalid[question.name] += 1

    def speak(self, way: Way) -> None:
        for name, mistakes in way.mistakes.items():
            assert owner(name, self.procedure.by_name.keys() | {name}) == name
            for speech in self.speeches:
                assert all(sentence(mistake, self.procedure.field(name), speech) for mistake in mistakes)

    def come_out(self) -> Way:
        due_day(self.procedure, self.path)
        fee_amount(self.procedure, self.path)
        papers(self.procedure, self.path)
        return self.path


def strange_name(procedure: Procedure, way: Way) -> Answers:
    """With a name that normalisation would change: 塚 U+FA10, 葛 with a variation selector, 𠮷."""
    name = next(
        (question.id for question in way.fields if question.type.id == "person_name" and question.id in way.answers), ""
    )
    written: Mapping[str, str] = {"family": "\ufa10葛\U000e0100", "given": "𠮷子"}
    return {**way.answers, name: written} if name else way.answers
