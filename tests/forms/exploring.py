"""Both ends of every rule of a definition, looked for: from answers under which a rule was asked, those that it looks at are drawn
anew until it comes out the other way. What was found on the way leads to the next, as a question leads to those behind it."""

import random
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forms.answers import Answers
from forms.consequences import due_day, fee_amount, papers
from forms.draws import Draws
from forms.environment import Environment
from forms.expressions import expressions
from forms.field import Parsed, Value
from forms.path import Path, trace, walk
from forms.procedure import Field, Procedure, Setting
from forms.rules.expression import Expression, Scope
from forms.rules.types import YES_NO
from tests.forms.fuzzing import branch, unusual, usual

# Days on which years of several kinds end and begin.
_DAYS = ((3, 31), (4, 1), (5, 31), (6, 1))
End = tuple[str, bool | None]  # where a rule stands, and which way it led (`branch`)
_ROUNDS = 80
_TRIES = 12  # of one rule in one round
_OPEN = 0.06
_MOST_ROWS = 3
_OF_THE_WORLD = ("city.", "door", "today", "principal.", "household.", "register.")  # nobody answers these


def worlds_of(procedure: Procedure) -> Sequence[Environment]:
    """Mornings at each door, with the people and settings that there are; also about the days that a city sets, and about those
    on which years begin."""
    made = [usual(procedure, seed) for seed in range(3)] + [unusual(procedure, seed) for seed in range(12)]
    today, city = made[0].today, made[0].city
    named = [date.fromisoformat(str(city[name])) for name, one in procedure.settings.items() if one.type == "date"]
    days = [one + timedelta(days=apart) for one in named for apart in (-1, 1)]
    days += [date(today.year, month, day) for month, day in _DAYS]
    settings = [{name: option} for name, one in procedure.settings.items() for option in _options(one)]
    return [
        *made,
        *(replace(made[number % 3], today=day) for number, day in enumerate(days)),
        *(replace(made[number % 3], city={**city, **one}) for number, one in enumerate(settings)),
    ]


def _options(setting: Setting) -> Sequence[Value]:
    return {"choice": setting.options, "yes_no": (True, False)}.get(setting.type, ())


@dataclass(frozen=True)
class Found:
    """Answers, whole or not, and the world in which they were given."""

    answers: Answers
    world: int
    path: Path


@dataclass
class Explorer:
    """`worlds`: the days, doors, people and settings under which somebody may come. `looked`: how often the whole way was gone."""

    procedure: Procedure
    worlds: Sequence[Environment]
    source: random.Random
    looked: int = 0
    rules: dict[str, Expression] = field(default_factory=dict)
    ends: dict[End, Found] = field(default_factory=dict)
    bases: dict[str, list[Found]] = field(default_factory=dict)
    asked: dict[str, Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fresh: set[tuple[str, bool | None]] = set()
        self.draws = [Draws(self.procedure, one, self.source) for one in self.worlds]
        self.repeats = {one.id for one in self.procedure.repeats}
        self.computed = {one.name: one.compute.names for one in self.procedure.fields if one.compute is not None}
        for place, rule in expressions(self.procedure):
            if rule.type == YES_NO:
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
        """The ends that were not found."""
        for world in range(len(self.worlds)):
            self.look(Found({}, world, walk(self.procedure, {}, self.worlds[world])), frozenset())
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
            bases = [*self.bases[place], *(self.asked[one] for one in sorted(near) if one in self.asked)]
            base = bases[attempt % len(bases)]
            elsewhere = attempt % 3 == 2 or (often and attempt % 2)
            world = self.source.randrange(len(self.worlds)) if elsewhere else base.world
            names = far if attempt % 4 == 3 else near
            anew = {one for one in sorted(names) if self.source.random() < 0.8}
            self.look(Found(base.answers, world, base.path), anew, self._unanswered(place))

    def _come_by(self, place: str) -> None:
        """To a rule that nothing led to yet: its question was answered, and what is known of it is looked for where it is not; or it
        was not, and only an answer can be wrong."""
        owner = self._owner(place)
        if owner:
            blank = self._unanswered(place)
            self.look(self.asked[owner], {owner} - blank, blank)

    def _owner(self, place: str) -> str:
        """The question that a rule belongs to; "" where it was never asked, or the rule is of a step."""
        return max((one for one in self.asked if place.startswith(f"ask.{one}.")), key=len, default="")

    def _unanswered(self, place: str) -> Set[str]:
        """What has to stay open: what is known of a question matters as long as it has no answer."""
        return {self._owner(place)} if {"known_when", "known_by"} & set(place.split(".")) else frozenset()

    def _looked_at(self, names: Set[str], deep: bool) -> Set[str]:
        """The questions that a rule looks at, also by what is computed of them, and the rows that it counts; with `deep` those,
        too, that decide whether these are asked."""
        found: set[str] = set()
        queue = list(names)
        while queue:
            name = queue.pop()
            while name and name not in self.procedure.by_name and name not in self.repeats:
                name = name.rpartition(".")[0]
            if name and name not in found:
                found.add(name)
                queue += self.computed.get(name, ())
                when = self.procedure.by_name[name].when if deep and name in self.procedure.by_name else None
                queue += when.names if when is not None else ()
        return found

    def look(self, base: Found, anew: Set[str], blank: Set[str] = frozenset()) -> None:
        """Goes the whole way by these answers, drawing those to `anew` and what is lacking, but for `blank`."""
        self.looked += 1
        self.fresh = set()
        world = self.worlds[base.world]
        answers = self._rows(base.answers, anew)

        def read(one: Field) -> Parsed:
            if one.id in answers and one.name not in anew:
                return Parsed(None if one.name in blank else answers[one.id])
            # Also what has to be answered may be open: nobody came to its page yet.
            if one.name in blank or self.source.random() < (_OPEN if one.required is True else 4 * _OPEN):
                return Parsed()
            parsed = one.type.parse(self.draws[base.world].boxes(one, base.path), one.settings, world)
            return Parsed(parsed.value)

        path = trace(self.procedure, read, world, answers)
        if path.stopped is None:
            due_day(self.procedure, path)
            fee_amount(self.procedure, path)
            papers(self.procedure, path)
        self._keep(path, base.world)

    def _keep(self, path: Path, world: int) -> None:
        found = Found(path.answers, world, path)
        for place, way in self.fresh:
            self.ends[place, way] = found
            self.bases.setdefault(place, []).append(found)
        for one in path.fields:
            self.asked.setdefault(one.name, found)

    def _rows(self, answers: Answers, anew: Set[str]) -> Answers:
        rows: dict[str, Value] = {}
        for one in self.procedure.repeats:
            if one.id in anew or one.id not in answers:
                rows[one.id] = [
                    str(number) for number in range(1, self.source.randint(0, min(_MOST_ROWS, one.max)) + 1)
                ]
        return {**answers, **rows}
