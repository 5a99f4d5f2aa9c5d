"""Every way in which choices, yes and no can come out together, as far as rules look at them.

An answer with few values is tried with each of them; any other is unknown, and Kleene's logic makes sure that what comes
out for the unknown comes out whatever it is. Knows no sentences: `reach` and `rules` say what follows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from forms.calendar import ClosedDays
from forms.environment import Environment
from forms.procedure import DOORS, Field, Page, Procedure, Repeat, Step
from forms.rules.expression import UNKNOWN, Expression

# Ways that are tried for one question. What would make more of them stays unknown.
MOST = 1024

_MISSING = object()  # the state of a question without answer


@dataclass(frozen=True)
class Spot:
    """Where a rule stands: what must hold to get there, the pages before it, and the repeats whose row is meant."""

    guards: tuple[Expression, ...] = ()
    page: int = 10**6
    rows: frozenset[str] = frozenset()

    def under(self, when: Expression | None) -> "Spot":
        return self if when is None else Spot((*self.guards, when), self.page, self.rows)


class World:
    """One of the ways, as rules see it. What is not among `values` may be anything."""

    def __init__(self, values: Mapping[str, object], environment: Environment) -> None:
        self.values = values
        self.environment = environment

    def value(self, name: str, repeat: str = "") -> object:
        found = self.values.get(name, UNKNOWN)
        return UNKNOWN if found is _MISSING else found

    def answered(self, name: str, repeat: str = "") -> object:
        return self.values[name] is not _MISSING if name in self.values else UNKNOWN

    def may_hold(self, rule: Expression) -> bool:
        """Whether `rule` can be true here: unknown is as good, but not where it comes from a lacking answer alone."""
        found = rule.evaluate(self)
        return found is True or (found is UNKNOWN and not all(map(self._decided, rule.names)))

    def _decided(self, name: str) -> bool:
        found = self.values.get(name, self.values.get(name.rpartition(".")[0], UNKNOWN))
        return found is _MISSING or (found is not UNKNOWN and name in self.values)

    def rows(self, repeat: str, inside: str) -> None:
        """How many there are is not tried: whatever is asked of all of them is unknown."""

    def enter(self, repeat: str, row: object) -> None:
        """No row is looked at."""


@dataclass
class Worlds:
    """The worlds of one procedure. `spots`: where each question, step and repeat stands, its own `when` included, by
    path."""

    procedure: Procedure
    spots: dict[str, Spot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields = self.procedure.by_name
        self.repeats = sorted((one.id for one in self.procedure.repeats), key=len, reverse=True)
        self.place: dict[str, Spot] = {}  # where each stands, its own `when` left out
        self.pages = 0
        for step in self.procedure.steps:
            self._step(step)

    def _step(self, step: Step) -> None:
        self._put(step.path, Spot(page=self.pages + 1), step.when)
        self._items(step.items, self.spots[step.path])

    def _items(self, items: Sequence[Page | Repeat], around: Spot) -> None:
        for item in items:
            self.pages += 1
            here = Spot(around.guards, self.pages, around.rows)
            if isinstance(item, Repeat):
                self._put(item.path, here, item.when)
                inside = self.spots[item.path]
                self._items(item.items, Spot(inside.guards, inside.page, here.rows | {item.id}))
            else:
                for one in item.fields:
                    self._put(one.path, here, one.when)

    def _put(self, path: str, here: Spot, when: Expression | None) -> None:
        self.place[path], self.spots[path] = here, here.under(when)

    def at(
        self,
        spot: Spot,
        rules: Iterable[Expression] = (),
        answered: Iterable[str] = (),
        doors: Sequence[str] = DOORS,
        about: Iterable[str] = (),
    ) -> Iterator[World]:
        """The worlds in which one gets to `spot` in an application that can be sent, as far as `rules` see them and the
        questions `about` come into it, with answers to the questions `answered`."""
        wanted = list(answered)
        domains = self._domains([*about, *wanted, *_names([*spot.guards, *rules])], spot, doors)
        for combination in product(*domains.values()):
            values = dict(zip(domains, combination, strict=True))
            world = World(values, self._environment(values))
            if not any(values.get(name) is _MISSING for name in wanted) and self._consistent(world, spot):
                yield world

    def possible(self, spot: Spot, rules: Sequence[Expression] = (), doors: Sequence[str] = DOORS) -> bool:
        """Whether one may get to `spot` with all `rules` true."""
        return any(all(map(world.may_hold, rules)) for world in self.at(spot, rules, (), doors))

    def certain(self, spot: Spot, rule: Expression, answered: Iterable[str] = ()) -> bool:
        """Whether `rule` is true whenever one gets to `spot`; not where one never gets there."""
        results = [rule.evaluate(world) is True for world in self.at(spot, [rule], answered)]
        return bool(results) and all(results)

    def together(self, one: Field, other: Field) -> bool:
        """Whether both questions may be asked in one application."""
        first, second = self.spots[one.path], self.spots[other.path]
        both = Spot((*first.guards, *second.guards), max(first.page, second.page), first.rows & second.rows)
        return self.possible(both)

    def row_of(self, name: str) -> str:
        return next((repeat for repeat in self.repeats if name.startswith(f"{repeat}.")), "")

    def _domains(self, names: Iterable[str], spot: Spot, doors: Sequence[str]) -> dict[str, tuple[object, ...]]:
        """What to try for each name, the nearest first: then what their own conditions look at, and so on."""
        domains: dict[str, tuple[object, ...]] = {}
        size, queue, seen = 1, list(dict.fromkeys(names)), set[str]()
        while queue:
            name = queue.pop(0)
            question = name if name in self.fields else name.rpartition(".")[0]
            domain = self._question(question, spot) if question in self.fields else self._outside(name, doors)
            key = question if question in self.fields else name
            if key in seen or not domain or size * len(domain) > MOST:
                continue
            seen.add(key)
            domains[key] = domain
            size *= len(domain)
            if key in self.fields:
                queue += _names(self.spots[f"ask.{key}"].guards)
        return domains

    def _question(self, name: str, spot: Spot) -> tuple[object, ...]:
        if (row := self.row_of(name)) and row not in spot.rows:
            return ()
        one = self.fields[name]
        kind = one.type.rule_type(one.settings)
        if one.type.id == "consent" and not one.settings.refusable:
            return (True, _MISSING)
        if kind.name == "yes_no":
            return (True, False, _MISSING)
        return (*(kind.options if kind.name == "choice" else (UNKNOWN,)), _MISSING)

    def _outside(self, name: str, doors: Sequence[str]) -> tuple[object, ...]:
        if name == "door":
            return tuple(doors)
        setting = self.procedure.settings.get(name.removeprefix("city."))
        if setting is None:
            return ()
        return (True, False) if setting.type == "yes_no" else setting.options

    def _environment(self, values: Mapping[str, object]) -> Environment:
        unknown: Any = UNKNOWN
        city = {name: values.get(f"city.{name}", UNKNOWN) for name in self.procedure.settings}
        return Environment(unknown, ClosedDays(), door=str(values["door"]) if "door" in values else unknown, city=city)

    def _consistent(self, world: World, spot: Spot) -> bool:
        return all(map(world.may_hold, spot.guards)) and all(
            self._fits(name, world, spot) for name in world.values if name in self.fields
        )

    def _fits(self, name: str, world: World, spot: Spot) -> bool:
        """Whether the question can be in this state: no answer without being asked, none lacking where one is needed,
        none that stopped everything before."""
        one, own = self.fields[name], self.spots[f"ask.{name}"]
        if world.values[name] is not _MISSING:
            if one.stop is not None and own.page < spot.page and one.stop.when.evaluate(world) is True:
                return False
            return all(map(world.may_hold, own.guards))
        sure = all(guard in spot.guards or guard.evaluate(world) is True for guard in own.guards)
        return not (one.required is True and sure)


def _names(rules: Iterable[Expression]) -> list[str]:
    return [name for rule in rules for name in sorted(rule.names)]
