"""Search for both branches of every rule. Answers that a rule reads are redrawn until it takes the other branch."""

import random
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forms.answers import Answers
from forms.definition.expressions import expressions
from forms.definition.field import Parsed, Value
from forms.definition.procedure import Field, Procedure, Setting
from forms.numbers.draws import Draws
from forms.path.consequences import due_day, fee_amount, following, given_at_counter, next_steps, papers
from forms.path.environment import Environment
from forms.path.path import Path, trace, walk
from forms.rules.expression import Expression, Scope
from forms.rules.types import YES_NO
from tests.forms.fuzzing import branch, unusual, usual

# Fiscal and business years end and begin on these days.
_DAYS = ((3, 31), (4, 1), (5, 31), (6, 1))
End = tuple[str, bool | None]  # place of a rule, and its branch (`branch`)
_ROUNDS = 80
_TRIES = 12  # per rule and round
_OPEN = 0.06
_MOST_ROWS = 3
# No birthday or address that is drawn is that of somebody in a register (tests/forms/rules), and no result is drawn
# (tests/definitions/test_outcome_fields.py).
_NOT_DRAWN = ("register.child_born", "register.lives_here", "result.")
_OF_THE_WORLD = (
    "city.",
    "door",
    "earlier.",
    "today",
    "principal.",
    "household.",
    "register.",
)  # set by the environment, not by an answer


def worlds_of(procedure: Procedure) -> Sequence[Environment]:
    """Each channel, resident and setting, also around dates that a city sets and ends of years."""
    environments = [usual(procedure, seed) for seed in range(3)] + [unusual(procedure, seed) for seed in range(12)]
    today, city = environments[0].today, environments[0].city
    named = [
        date.fromisoformat(str(city[name])) for name, setting in procedure.settings.items() if setting.type == "date"
    ]
    days = [day + timedelta(days=apart) for day in named for apart in (-1, 1)]
    days += [date(today.year, month, day) for month, day in _DAYS]
    settings = [{name: option} for name, setting in procedure.settings.items() for option in _options(setting)]
    return [
        *environments,
        *(
            replace(environments[number % 3], earlier=earlier)
            for number, earlier in enumerate(_earlier(procedure, today))
        ),
        *(replace(environments[number % 3], today=day) for number, day in enumerate(days)),
        *(replace(environments[number % 3], city={**city, **setting}) for number, setting in enumerate(settings)),
    ]


def _earlier(procedure: Procedure, today: date) -> Sequence[dict[str, object]]:
    """An earlier application with each outcome that may be followed."""
    day = (today - timedelta(days=40)).isoformat()
    outcomes = procedure.follows.outcomes if procedure.follows is not None else ()
    return [{"known": True, "outcome": outcome, "arrived_on": day, "decided_on": day} for outcome in outcomes]


def _options(setting: Setting) -> Sequence[Value]:
    return {"choice": setting.options, "yes_no": (True, False)}.get(setting.type, ())


@dataclass(frozen=True)
class Explored:
    answers: Answers
    world: int
    path: Path


@dataclass
class Explorer:
    """`worlds`: environments to try. `looked`: complete walks."""

    procedure: Procedure
    worlds: Sequence[Environment]
    source: random.Random
    looked: int = 0
    rules: dict[str, Expression] = field(default_factory=dict)
    ends: dict[End, Explored] = field(default_factory=dict)
    bases: dict[str, list[Explored]] = field(default_factory=dict)
    asked: dict[str, Explored] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fresh: set[tuple[str, bool | None]] = set()
        self.draws = [Draws(self.procedure, world, self.source) for world in self.worlds]
        self.repeats = {repeat.id for repeat in self.procedure.repeats}
        self.computed = {
            question.name: question.compute.names for question in self.procedure.fields if question.compute is not None
        }
        for place, rule in expressions(self.procedure):
            if rule.type == YES_NO and not any(words in rule.text for words in _NOT_DRAWN):
                self.rules[place] = rule
                self._watch(place, rule)

    def _watch(self, place: str, rule: Expression) -> None:
        run = rule.evaluate

        def evaluate(scope: Scope) -> object:
            value = run(scope)
            end = place, branch(place, value)
            if end not in self.ends:
                self.fresh.add(end)
            return value

        object.__setattr__(rule, "evaluate", evaluate)

    @property
    def lacking(self) -> list[End]:
        return [(place, way) for place in self.rules for way in (True, False) if (place, way) not in self.ends]

    def explore(self) -> list[End]:
        """Returns branches not reached."""
        for world in range(len(self.worlds)):
            self.look(Explored({}, world, walk(self.procedure, {}, self.worlds[world])), frozenset())
        for _ in range(_ROUNDS):
            for place, way in self.lacking:
                self._reach(place, way)
            if not self.lacking:
                break
        return self.lacking

    def _reach(self, place: str, way: bool | None) -> None:
        near = self._looked_at(self.rules[place].names, deep=False)
        far = self._looked_at(self.rules[place].names, deep=True)
        often = any(word in self.rules[place].text for word in _OF_THE_WORLD)
        if place not in self.bases:
            self._come_by(place)
        for attempt in range(_TRIES):
            if place not in self.bases or (place, way) in self.ends:
                return
            bases = [*self.bases[place], *(self.asked[name] for name in sorted(near) if name in self.asked)]
            base = bases[attempt % len(bases)]
            elsewhere = attempt % 3 == 2 or (often and attempt % 2)
            world = self.source.randrange(len(self.worlds)) if elsewhere else base.world
            names = far if attempt % 4 == 3 else near
            redrawn = {name for name in sorted(names) if self.source.random() < 0.8}
            self.look(Explored(base.answers, world, base.path), redrawn, self._unanswered(place))

    def _come_by(self, place: str) -> None:
        """Either prefilled data hides the question, or only a wrong answer triggers the rule."""
        owner = self._owner(place)
        if owner:
            blank = self._unanswered(place)
            self.look(self.asked[owner], {owner} - blank, blank)

    def _owner(self, place: str) -> str:
        """ "" if it was never asked or belongs to a step."""
        return max((name for name in self.asked if place.startswith(f"ask.{name}.")), key=len, default="")

    def _unanswered(self, place: str) -> Set[str]:
        """Prefilled data counts only while a question has no answer."""
        return {self._owner(place)} if {"known_when", "known_by"} & set(place.split(".")) else frozenset()

    def _looked_at(self, names: Set[str], deep: bool) -> Set[str]:
        """`deep` adds the conditions of these questions."""
        reached: set[str] = set()
        queue = list(names)
        while queue:
            name = queue.pop()
            while name and name not in self.procedure.by_name and name not in self.repeats:
                name = name.rpartition(".")[0]
            if name and name not in reached:
                reached.add(name)
                queue += self.computed.get(name, ())
                asked = self.procedure.by_name.get(name) if deep else None
                if asked is not None:
                    rules = [asked.when, *asked.offered_when.values()]
                    queue += [word for rule in rules if rule is not None for word in rule.names]
        return reached

    def look(self, base: Explored, redrawn: Set[str], blank: Set[str] = frozenset()) -> None:
        """Draws answers to `redrawn` and to missing questions except `blank`."""
        self.looked += 1
        self.fresh = set()
        world = self.worlds[base.world]
        answers = self._rows(base.answers, redrawn)

        def read(question: Field) -> Parsed:
            if question.id in answers and question.name not in redrawn:
                return Parsed(None if question.name in blank else answers[question.id])
            # Required questions stay open at times, as before their page is reached.
            if question.name in blank or self.source.random() < (_OPEN if question.required is True else 4 * _OPEN):
                return Parsed()
            parsed = question.type.parse(self.draws[base.world].boxes(question, base.path), question.settings, world)
            return Parsed(parsed.value)

        path = trace(self.procedure, read, world, answers)
        if path.stopped is None:
            due_day(self.procedure, path)
            fee_amount(self.procedure, path)
            given_at_counter(self.procedure, path)
            papers(self.procedure, path)
            next_steps(self.procedure, path)
            for outcome in self.procedure.outcomes:
                following(self.procedure, path, outcome)
        self._keep(path, base.world)

    def _keep(self, path: Path, world: int) -> None:
        explored = Explored(path.answers, world, path)
        for place, way in self.fresh:
            self.ends[place, way] = explored
            self.bases.setdefault(place, []).append(explored)
        for question in path.fields:
            self.asked.setdefault(question.name, explored)

    def _rows(self, answers: Answers, redrawn: Set[str]) -> Answers:
        rows: dict[str, Value] = {}
        for repeat in self.procedure.repeats:
            if repeat.id in redrawn or repeat.id not in answers:
                rows[repeat.id] = [
                    str(number) for number in range(1, self.source.randint(0, min(_MOST_ROWS, repeat.max)) + 1)
                ]
        return {**answers, **rows}
