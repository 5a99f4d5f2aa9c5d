"""What becomes of open drafts of the version before (`carry_over`). Knows this version only, so that old names are not looked at."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import CarryOver, Procedure
from forms.rules.faults import did_you_mean


def _carried(procedure: Procedure) -> Iterator[Said]:
    said = procedure.carry_over
    if said is None:
        return
    if procedure.version == 1:
        yield Said("carry_over", "lint.carry_over_first", "there is no version before the first: take it out")
    known = set(procedure.by_name) | {repeat.id for repeat in procedure.repeats}
    for path, name in _kept(said):
        if name not in known:
            text = f"this version has no question {name}{did_you_mean(name, known)}"
            yield Said(f"carry_over.{path}", "lint.carry_over", text)


def _kept(said: CarryOver) -> Iterator[tuple[str, str]]:
    """Names of this version, with where they stand."""
    for key in ("keep", "ask_again", "review"):
        yield from ((f"{key}.{number}", name) for number, name in enumerate(getattr(said, key)))
    yield from ((f"rename.{old}", new) for old, new in said.rename.items())


CHECKS: tuple[Check, ...] = (_carried,)
