"""Whether everything that is asked, and every paper, can come up at all, and whether its condition makes a difference."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.linting.worlds import Spot, Worlds
from forms.procedure import Field, Procedure, Repeat, Step
from forms.rules.expression import Expression

_END = Spot()


def _asked(procedure: Procedure) -> Iterator[Said]:
    """Steps, repeats and questions. Inside what is never reached nothing more is said."""
    worlds, dead = Worlds(procedure), set[Spot]()
    parts: list[Step | Repeat | Field] = [*procedure.steps, *procedure.repeats, *procedure.fields]
    for one in parts:
        place = worlds.place[one.path]
        if one.when is None or any(_inside(place, spot) for spot in dead):
            continue
        path = f"{one.path}.when"
        if not worlds.possible(worlds.spots[one.path], (), tuple(procedure.who)):
            dead.add(worlds.spots[one.path])
            yield Said(path, "lint.unreachable", "this is never asked, whatever was answered before")
        elif worlds.certain(place, one.when):
            yield Said(path, "lint.always", "this holds whenever one gets here: leave the condition out")


def _inside(place: Spot, around: Spot) -> bool:
    return place.guards[: len(around.guards)] == around.guards


def _consequences(procedure: Procedure) -> Iterator[Said]:
    """Papers, exemptions and ends."""
    worlds = Worlds(procedure)
    found: list[tuple[str, Spot, Expression | None]] = [
        (f"{paper.path}.when", _END, paper.when) for paper in procedure.attach
    ]
    for repeat in procedure.repeats:
        inside = worlds.spots[repeat.path]
        rows = frozenset(one.id for one in procedure.repeats if f"{repeat.id}.".startswith(f"{one.id}."))
        found += [(f"{paper.path}.when", Spot(inside.guards, rows=rows), paper.when) for paper in repeat.attach]
    found.append(("fee.exempt.when", _END, procedure.fee.exempt))
    for field in procedure.fields:
        if field.stop is not None:
            found.append((f"{field.stop.place}.when", worlds.spots[field.path], field.stop.when))
    for path, spot, when in found:
        # Inside what is never reached nothing more is said.
        if when is None or not worlds.possible(spot):
            continue
        if not worlds.possible(spot, (when,), tuple(procedure.who)):
            yield Said(path, "lint.unreachable", "this never comes up, whatever is answered")
        elif worlds.certain(spot, when):
            yield Said(path, "lint.always", "this comes up whatever is answered: leave the condition out")


def _options(procedure: Procedure) -> Iterator[Said]:
    """Options that are offered at no door of this procedure."""
    for field in procedure.fields:
        for code in field.type.options(field.settings):
            doors = getattr(getattr(field.settings, "options", {}).get(code), "doors", ())
            if doors and not set(doors) & set(procedure.who):
                text = f"nobody may apply at {', '.join(doors)} (see `who`): take the option out"
                yield Said(f"{field.path}.options.{code}", "lint.option_unreachable", text)


CHECKS: tuple[Check, ...] = (_asked, _consequences, _options)
