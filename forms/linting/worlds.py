"""All combinations of choices and yes/no answers that rules see, numbers and days on both sides of their bounds or as spans;
other values are unknown. By Kleene's logic a result for unknown holds for every value."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from forms.definition.predecessor import EARLIER, KNOWN, OUTCOME
from forms.definition.procedure import DOORS, Field, Page, Procedure, Repeat, Step
from forms.linting.kept_rules import Kept, kept_rules, rules_of
from forms.linting.ranges import Ranges
from forms.linting.spans import EITHER, NEVER, Span, is_sure, over_spans
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.rules.compile import Run
from forms.rules.expression import UNKNOWN, Expression

# Combinations tried for one question; further questions stay unknown.
MOST = 1024

_MISSING = object()  # state of a question without answer
_COMPUTED = object()  # what its rule gives for the other answers


@dataclass(frozen=True)
class Spot:
    guards: tuple[Expression, ...] = ()
    page: int = 10**6
    rows: frozenset[str] = frozenset()

    def under(self, when: Expression | None) -> "Spot":
        return self if when is None else Spot((*self.guards, when), self.page, self.rows)


class World:
    def __init__(self, values: Mapping[str, object], worlds: "Worlds") -> None:
        self.values = values
        self.worlds = worlds

    @cached_property
    def environment(self) -> Environment:
        return self.worlds.environment(self.values)

    @cached_property
    def wide(self) -> "_Wide":
        return _Wide(self.values, self.worlds)

    def value(self, name: str, repeat: str = "") -> object:
        value = self.values.get(name, UNKNOWN)
        return UNKNOWN if _is_wide(value) or value is _MISSING else value

    def result(self, rule: Expression) -> object:
        """Also EITHER, or a span."""
        result = rule.evaluate(self)
        if result is UNKNOWN and any(_is_wide(self.values.get(name)) for name in rule.names):
            return self.worlds.over_spans(rule)(self.wide)
        return result

    def answered(self, name: str, repeat: str = "") -> object:
        value = self.values.get(name, UNKNOWN)
        if value is UNKNOWN or (value is _COMPUTED and not is_sure(self.wide.value(name))):
            return True if value is UNKNOWN and name in self.values else UNKNOWN
        return value is not _MISSING

    def may_hold(self, rule: Expression) -> bool:
        """Unknown counts as true, unless only answers are missing."""
        result = self.result(rule)
        return result is True or result is EITHER or (result is UNKNOWN and not all(map(self._decided, rule.names)))

    def _decided(self, name: str) -> bool:
        value = self.values.get(name, self.values.get(name.rpartition(".")[0], UNKNOWN))
        return value is _MISSING or (value is not UNKNOWN and not _is_wide(value) and name in self.values)

    def rows(self, repeat: str, inside: str) -> None:
        """Unknown: numbers of rows are not tried."""

    def enter(self, repeat: str, row: object) -> None:
        """No row is entered where there are none."""


class _Wide(World):
    # The same with its spans.

    def value(self, name: str, repeat: str = "") -> object:
        value = self.values.get(name, UNKNOWN)
        if value is _COMPUTED:
            rule = self.worlds.fields[name].compute
            return UNKNOWN if rule is None else self.result(rule)
        return UNKNOWN if value is _MISSING else value

    def result(self, rule: Expression) -> object:
        return self.worlds.over_spans(rule)(self)


def _is_wide(value: object) -> bool:
    return value is _COMPUTED or isinstance(value, Span)


Test = Callable[[World], bool]


@dataclass
class Worlds:
    procedure: Procedure
    spots: dict[str, Spot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields = self.procedure.by_name
        self.repeats = sorted((repeat.id for repeat in self.procedure.repeats), key=len, reverse=True)
        self.place: dict[str, Spot] = {}  # the same without its own `when`
        self.values: dict[str, tuple[object, ...]] = {}
        self.runs: dict[Expression, Run] = {}
        self.pages = 0
        for step in self.procedure.steps:
            self._step(step)

    @cached_property
    def ranges(self) -> Ranges:
        ranges = Ranges(self.fields)
        ranges.add(rules_of(self.procedure))
        return ranges

    @cached_property
    def kept(self) -> Mapping[str, Sequence[Kept]]:
        return kept_rules(self.procedure, self.spots, self.ranges.takes)

    def _step(self, step: Step) -> None:
        self._put(step.path, Spot(page=self.pages + 1), step.when)
        self._items(step.items, self.spots[step.path])

    def _items(self, items: Sequence[Page | Repeat], around: Spot) -> None:
        for item in items:
            self.pages += 1
            spot = Spot(around.guards, self.pages, around.rows)
            if isinstance(item, Repeat):
                self._put(item.path, spot, item.when)
                inside = self.spots[item.path]
                self._items(item.items, Spot(inside.guards, inside.page, spot.rows | {item.id}))
            else:
                for field in item.fields:
                    self._put(field.path, spot, field.when)

    def _put(self, path: str, spot: Spot, when: Expression | None) -> None:
        self.place[path], self.spots[path] = spot, spot.under(when)

    def at(
        self,
        spot: Spot,
        rules: Iterable[Expression] = (),
        answered: Iterable[str] = (),
        doors: Sequence[str] = DOORS,
        about: Iterable[str] = (),
        against: Sequence[Expression] = (),
    ) -> Iterator[World]:
        # `against`: only where these do not hold for sure.
        wanted, rules = list(answered), list(rules)
        self.ranges.add(rules)
        domains = self._domains([*about, *wanted, *_names([*spot.guards, *rules])], spot, doors)
        tests = self._tests(list(domains), spot, against)
        for name in domains.keys() & set(wanted):
            domains[name] = tuple(value for value in domains[name] if value is not _MISSING)
        yield from self._grown(list(domains.items()), tests, {})

    def _grown(
        self,
        domains: Sequence[tuple[str, Sequence[object]]],
        tests: Sequence[Sequence[Test]],
        values: Mapping[str, object],
    ) -> Iterator[World]:
        # Answer by answer: what is impossible after the first ones is not continued.
        count = len(values)
        if count == len(domains) or tests[count]:
            world = World(values, self)
            for test in tests[count]:
                if not test(world):
                    return
            if count == len(domains):
                yield world
                return
        name, domain = domains[count]
        for value in domain:
            yield from self._grown(domains, tests, {**values, name: value})

    def _tests(self, names: Sequence[str], spot: Spot, against: Sequence[Expression]) -> list[list[Test]]:
        # By the number of answers after which each can be decided.
        place = {name: number for number, name in enumerate(names, 1)}
        tests: list[list[Test]] = [[] for _ in range(len(names) + 1)]

        def add(test: Test, rules: Iterable[Expression], own: int = 0) -> None:
            read = {part for name in self._read(rules) for part in (name, name.rpartition(".")[0])}
            tests[max([own, *(place[name] for name in read & place.keys())])].append(test)

        for guard in spot.guards:
            add(partial(_holds, guard), [guard])
        for rule in against:
            add(partial(_fails, rule), [rule])
        for name in names:
            if name in self.fields:
                test, rules = self._fits(name, spot)
                add(test, rules, place[name])
        return tests

    def possible(self, spot: Spot, rules: Sequence[Expression] = (), doors: Sequence[str] = DOORS) -> bool:
        return any(all(map(world.may_hold, rules)) for world in self.at(spot, rules, (), doors))

    def certain(self, spot: Spot, rule: Expression, answered: Iterable[str] = ()) -> bool:
        # A world against it is looked for first: what holds is not continued.
        wanted = list(answered)
        against = any(True for _ in self.at(spot, [rule], wanted, against=[rule]))
        return not against and any(True for _ in self.at(spot, [rule], wanted))

    def together(self, first_field: Field, second_field: Field) -> bool:
        first, second = self.spots[first_field.path], self.spots[second_field.path]
        both = Spot((*first.guards, *second.guards), max(first.page, second.page), first.rows & second.rows)
        return self.possible(both)

    def row_of(self, name: str) -> str:
        return next((repeat for repeat in self.repeats if name.startswith(f"{repeat}.")), "")

    def _domains(self, names: Iterable[str], spot: Spot, doors: Sequence[str]) -> dict[str, tuple[object, ...]]:
        domains: dict[str, tuple[object, ...]] = {}
        size, queue, seen = 1, deque(dict.fromkeys(names)), set[str]()
        while queue:
            name = queue.popleft()
            question = name if name in self.fields else name.rpartition(".")[0]
            domain = self._question(question, spot) if question in self.fields else self._outside(name, doors)
            key = question if question in self.fields else name
            if key in seen or not domain or size * len(domain) > MOST:
                continue
            seen.add(key)
            domains[key] = domain
            size *= len(domain)
            if key in self.fields:
                queue += _names([*self.spots[f"ask.{key}"].guards, *self._computed(key)])
        return domains

    def _question(self, name: str, spot: Spot) -> tuple[object, ...]:
        if (row := self.row_of(name)) and row not in spot.rows:
            return ()
        if self.ranges.takes(name):
            return self._values(name)  # each rule that is looked at adds bounds
        if name not in self.values:
            self.values[name] = self._values(name)
        return self.values[name]

    def _values(self, name: str) -> tuple[object, ...]:
        field = self.fields[name]
        kind = field.type.rule_type(field.settings)
        if field.type.id == "consent" and not field.settings.refusable:
            return (True, _MISSING)
        if kind.name == "yes_no":
            return (True, False, _MISSING)
        if field.compute is not None:
            return (_COMPUTED, _MISSING)
        return (*(kind.options if kind.name == "choice" else self.ranges.values(name)), _MISSING)

    def _read(self, rules: Iterable[Expression]) -> Iterator[str]:
        # Also what computed questions read.
        for name in _names(rules):
            yield name
            if name in self.fields:
                yield from self._read(self._computed(name))

    def _computed(self, name: str) -> list[Expression]:
        rule = self.fields[name].compute
        return [] if rule is None else [rule]

    def over_spans(self, rule: Expression) -> Run:
        if rule not in self.runs:
            self.runs[rule] = over_spans(rule)
        return self.runs[rule]

    def _outside(self, name: str, doors: Sequence[str]) -> tuple[object, ...]:
        if name == "door":
            return tuple(doors)
        if name == f"{EARLIER}.{KNOWN}":
            return (True, False)
        if name == f"{EARLIER}.{OUTCOME}" and self.procedure.follows is not None:
            return (*self.procedure.follows.outcomes, UNKNOWN)
        setting = self.procedure.settings.get(name.removeprefix("city."))
        if setting is None:
            return ()
        return (True, False) if setting.type == "yes_no" else setting.options

    def environment(self, values: Mapping[str, object]) -> Environment:
        unknown: Any = UNKNOWN
        city = {name: values.get(f"city.{name}", UNKNOWN) for name in self.procedure.settings}
        earlier = {name: values.get(f"{EARLIER}.{name}", UNKNOWN) for name in (KNOWN, OUTCOME)}
        door = str(values["door"]) if "door" in values else unknown
        today: Any = self.ranges.today
        return Environment(today, ClosedDays(), door=door, city=city, earlier=earlier)

    def _fits(self, name: str, spot: Spot) -> tuple[Test, Sequence[Expression]]:
        # With the rules that it reads.
        field, own = self.fields[name], self.spots[f"ask.{name}"]
        stops = [field.stop.when] if field.stop is not None and own.page < spot.page else []
        keeps = [kept.rule for kept in self.kept.get(name, ()) if kept.before(spot)]
        unsure = [guard for guard in own.guards if guard not in spot.guards]
        computed = self._computed(name)

        def fits(world: World) -> bool:
            value = world.values[name]
            if value is _MISSING:
                # A span that is not sure represents no value too.
                results = [world.result(rule) for rule in computed]
                has = field.required is True or any(result not in (UNKNOWN, NEVER) for result in results)
                return not (has and all(world.result(guard) is True for guard in unsure))
            if any(world.result(rule) is (not value) for rule in computed if value is not _COMPUTED):
                return False
            if field.offered_when:
                offered = field.offered_when.get(str(value))
                if offered is not None and world.result(offered) is False:
                    return False
            for stop in stops:
                if world.result(stop) is True:
                    return False
            for rule in keeps:
                if world.result(rule) is False:
                    return False
            return all(map(world.may_hold, own.guards))

        return fits, [*own.guards, *stops, *field.offered_when.values(), *keeps, *computed]


def every(results: Iterable[bool]) -> bool:
    """At least one, and no false one."""
    held = False
    for held in results:
        if not held:
            return False
    return held


def _holds(rule: Expression, world: World) -> bool:
    return world.may_hold(rule)


def _fails(rule: Expression, world: World) -> bool:
    return world.result(rule) is not True


def _names(rules: Iterable[Expression]) -> list[str]:
    return [name for rule in rules for name in rule.read_names]
