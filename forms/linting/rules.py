"""Rules that cannot do their work: one that nobody can keep, two that exclude each other, one that is never broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from forms.linting.said import Check, Said
from forms.linting.worlds import Spot, Worlds
from forms.procedure import Procedure, Rule


@dataclass(frozen=True)
class _Placed:
    """A rule, the place where it is in force, and the question that must be answered for it ("" = none)."""

    rule: Rule
    spot: Spot
    own: str

    @property
    def path(self) -> str:
        return f"{self.rule.place.removesuffix('.say')}.that"


def _musts(procedure: Procedure, worlds: Worlds) -> list[_Placed]:
    found = []
    for step in procedure.steps:
        found += [_Placed(rule, worlds.spots[step.path], "") for rule in step.must]
    for repeat in procedure.repeats:
        spot = worlds.spots[repeat.path]
        rows = frozenset(one.id for one in procedure.repeats if f"{repeat.id}.".startswith(f"{one.id}."))
        found += [_Placed(rule, Spot(spot.guards, spot.page, rows), "") for rule in repeat.must]
    for field in procedure.fields:
        found += [_Placed(rule, worlds.spots[field.path], field.name) for rule in field.must]
    return found


def _contradictions(procedure: Procedure) -> Iterator[Said]:
    """A `must` alone, and each two of them that look at the same."""
    worlds = Worlds(procedure)
    musts = sorted(_musts(procedure, worlds), key=lambda one: procedure.marks.get(one.path, (0, 0)))
    hopeless = set()
    for one in musts:
        if _excluded(worlds, one, one):
            hopeless.add(one)
            yield Said(one.path, "lint.contradiction", "no answer keeps this rule: nobody could go on")
    for one, other in combinations(musts, 2):
        if (
            not {one, other} & hopeless
            and one.rule.that.names & other.rule.that.names
            and _excluded(worlds, one, other)
        ):
            text = f"no answer keeps both this and `{one.rule.that.text}`: nobody could go on"
            yield Said(other.path, "lint.contradiction", text)


def _excluded(worlds: Worlds, one: _Placed, other: _Placed) -> bool:
    """Whether both are in force together at times, and one of them is broken each time."""
    spot = Spot(
        (*one.spot.guards, *other.spot.guards), max(one.spot.page, other.spot.page), one.spot.rows | other.spot.rows
    )
    rules = (one.rule.that, other.rule.that)
    answered = [name for name in (one.own, other.own) if name]
    results = [any(rule.evaluate(world) is False for rule in rules) for world in worlds.at(spot, rules, answered)]
    return bool(results) and all(results)


def _idle(procedure: Procedure) -> Iterator[Said]:
    worlds = Worlds(procedure)
    placed = _musts(procedure, worlds)
    for field in procedure.fields:
        placed += [_Placed(rule, worlds.spots[field.path], field.name) for rule in field.warn]
    for one in placed:
        if worlds.certain(one.spot, one.rule.that, [one.own] if one.own else []):
            yield Said(one.path, "lint.idle", "this always holds, so that nothing is ever said: take the rule out")


CHECKS: tuple[Check, ...] = (_contradictions, _idle)
