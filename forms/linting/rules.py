"""Impossible, exclusive or never broken rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from forms.definition.procedure import Procedure, Rule
from forms.linting.finding import Check, Finding
from forms.linting.worlds import Spot, Worlds, every


@dataclass(frozen=True)
class _Placed:
    rule: Rule
    spot: Spot
    own: str

    @property
    def path(self) -> str:
        return f"{self.rule.place.removesuffix('.say')}.that"


def _musts(procedure: Procedure, worlds: Worlds) -> list[_Placed]:
    placed = []
    for step in procedure.steps:
        placed += [_Placed(rule, worlds.spots[step.path], "") for rule in step.must]
    for repeat in procedure.repeats:
        spot = worlds.spots[repeat.path]
        rows = frozenset(outer.id for outer in procedure.repeats if f"{repeat.id}.".startswith(f"{outer.id}."))
        placed += [_Placed(rule, Spot(spot.guards, spot.page, rows), "") for rule in repeat.must]
    for field in procedure.fields:
        placed += [_Placed(rule, worlds.spots[field.path], field.name) for rule in field.must]
    return placed


def _contradictions(procedure: Procedure) -> Iterator[Finding]:
    worlds = Worlds(procedure)
    musts = sorted(_musts(procedure, worlds), key=lambda first: procedure.marks.get(first.path, (0, 0)))
    hopeless = set()
    for first in musts:
        if _excluded(worlds, first, first):
            hopeless.add(first)
            yield Finding(
                first.path, "lint.contradiction", "no answer satisfies this rule: no applicant could continue"
            )
    for first, second in combinations(musts, 2):
        if (
            not {first, second} & hopeless
            and first.rule.that.names & second.rule.that.names
            and _excluded(worlds, first, second)
        ):
            text = f"no answer satisfies both this and `{first.rule.that.text}`: no applicant could continue"
            yield Finding(second.path, "lint.contradiction", text)


def _excluded(worlds: Worlds, first: _Placed, second: _Placed) -> bool:
    spot = Spot(
        (*first.spot.guards, *second.spot.guards),
        max(first.spot.page, second.spot.page),
        first.spot.rows | second.spot.rows,
    )
    rules = (first.rule.that, second.rule.that)
    answered = [name for name in (first.own, second.own) if name]
    return every(any(world.result(rule) is False for rule in rules) for world in worlds.at(spot, rules, answered))


def _idle(procedure: Procedure) -> Iterator[Finding]:
    worlds = Worlds(procedure)
    placed = _musts(procedure, worlds)
    for field in procedure.fields:
        placed += [_Placed(rule, worlds.spots[field.path], field.name) for rule in field.warn]
    for item in placed:
        if worlds.certain(item.spot, item.rule.that, [item.own] if item.own else []):
            yield Finding(item.path, "lint.idle", "this always holds: remove the rule")


CHECKS: tuple[Check, ...] = (_contradictions, _idle)
