"""What an applicant keeps to before they come to a question: the rules of earlier pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from forms.definition.procedure import Field, Procedure, Repeat, Step
from forms.rules.expression import Expression


class Place(Protocol):
    @property
    def page(self) -> int: ...

    @property
    def guards(self) -> tuple[Expression, ...]: ...


@dataclass(frozen=True)
class Kept:
    """`page`: the last that the rule is about; `guards`: of where it is written."""

    rule: Expression
    page: int
    guards: tuple[Expression, ...]

    def before(self, spot: Place) -> bool:
        return self.page < spot.page and all(guard in spot.guards for guard in self.guards)


def kept_rules(
    procedure: Procedure, spots: Mapping[str, Place], ranged: Callable[[str], bool]
) -> Mapping[str, Sequence[Kept]]:
    """By each question that they are about; only rules about numbers and days, since a block may ask for a choice that
    the procedure refuses."""
    kept: dict[str, list[Kept]] = {}
    for rule, around in _musts(procedure, spots):
        names = [name for name in rule.names if name in procedure.by_name]
        if not all(map(ranged, names)):
            continue
        page = max([around.page, *(spots[f"ask.{name}"].page for name in names)])
        for name in names:
            # Of a question that is answered, its own condition holds.
            guards = tuple(guard for guard in around.guards if guard not in spots[f"ask.{name}"].guards)
            kept.setdefault(name, []).append(Kept(rule, page, guards))
    return kept


def _musts(procedure: Procedure, spots: Mapping[str, Place]) -> Iterator[tuple[Expression, Place]]:
    for part in _parts(procedure):
        for must in part.must:
            yield must.that, spots[part.path]


def _parts(procedure: Procedure) -> tuple[Step | Repeat | Field, ...]:
    return *procedure.steps, *procedure.repeats, *procedure.fields


def rules_of(procedure: Procedure) -> Iterator[Expression]:
    """All that decide which answers go together."""
    for part in _parts(procedure):
        if part.when is not None:
            yield part.when
        yield from (must.that for must in part.must)
    for field in procedure.fields:
        if field.stop is not None:
            yield field.stop.when
        yield from field.offered_when.values()
