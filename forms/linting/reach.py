"""Unreachable questions and papers, conditions without effect."""

from collections.abc import Iterator

from forms.definition.procedure import Field, Procedure, Repeat, Step
from forms.linting.finding import Check, Finding
from forms.linting.worlds import Spot, Worlds
from forms.rules.expression import Expression

_END = Spot()


def _asked(procedure: Procedure) -> Iterator[Finding]:
    worlds, dead = Worlds(procedure), set[Spot]()
    parts: list[Step | Repeat | Field] = [*procedure.steps, *procedure.repeats, *procedure.fields]
    for part in parts:
        place = worlds.place[part.path]
        if part.when is None or any(_inside(place, spot) for spot in dead):
            continue
        path = f"{part.path}.when"
        if not worlds.possible(worlds.spots[part.path], (), tuple(procedure.who)):
            dead.add(worlds.spots[part.path])
            yield Finding(path, "lint.unreachable", "this is never asked, whatever the answers before")
        elif worlds.certain(place, part.when):
            yield Finding(path, "lint.always", "this always holds here: remove the condition")


def _inside(place: Spot, around: Spot) -> bool:
    return place.guards[: len(around.guards)] == around.guards


def _consequences(procedure: Procedure) -> Iterator[Finding]:
    worlds = Worlds(procedure)
    conditions: list[tuple[str, Spot, Expression | None]] = [
        (f"{paper.path}.when", _END, paper.when) for paper in procedure.attach
    ]
    for repeat in procedure.repeats:
        inside = worlds.spots[repeat.path]
        rows = frozenset(outer.id for outer in procedure.repeats if f"{repeat.id}.".startswith(f"{outer.id}."))
        conditions += [(f"{paper.path}.when", Spot(inside.guards, rows=rows), paper.when) for paper in repeat.attach]
    conditions.append(("fee.exempt.when", _END, procedure.fee.exempt))
    conditions += [(f"who_when.{role}.when", _END, rule.that) for role, rule in procedure.who_when.items()]
    conditions += [(f"{item.place}.when", _END, item.when) for item in procedure.next]
    for field in procedure.fields:
        if field.stop is not None:
            conditions.append((f"{field.stop.place}.when", worlds.spots[field.path], field.stop.when))
        for code, rule in field.offered_when.items():
            conditions.append((f"{field.path}.options.{code}.when", worlds.spots[field.path], rule))
    for path, spot, when in conditions:
        # The unreachable part itself is reported by `_asked`.
        if when is None or not worlds.possible(spot):
            continue
        if not worlds.possible(spot, (when,), tuple(procedure.who)):
            yield Finding(path, "lint.unreachable", "this never comes up, whatever the answers")
        elif worlds.certain(spot, when):
            yield Finding(path, "lint.always", "this always comes up: remove the condition")


def _options(procedure: Procedure) -> Iterator[Finding]:
    for field in procedure.fields:
        for code in field.type.options(field.settings):
            doors = getattr(getattr(field.settings, "options", {}).get(code), "doors", ())
            if doors and not set(doors) & set(procedure.who):
                text = f"nobody may apply at {', '.join(doors)} (see `who`): remove the option"
                yield Finding(f"{field.path}.options.{code}", "lint.option_unreachable", text)


CHECKS: tuple[Check, ...] = (_asked, _consequences, _options)
