"""`carry_over`, except old names: it has only this version."""

from collections.abc import Iterator

from forms.definition.carry_over import CarryOver
from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.rules.faults import did_you_mean


def _carried(procedure: Procedure) -> Iterator[Finding]:
    carry_over = procedure.carry_over
    if carry_over is None:
        return
    if procedure.version == 1:
        yield Finding("carry_over", "lint.carry_over_first", "version 1 has no version before it: remove `carry_over`")
    known = set(procedure.by_name) | {repeat.id for repeat in procedure.repeats}
    for path, name in _kept(carry_over):
        if name not in known:
            text = f"this version has no question {name}{did_you_mean(name, known)}"
            yield Finding(f"carry_over.{path}", "lint.carry_over", text)


def _kept(carry_over: CarryOver) -> Iterator[tuple[str, str]]:
    for key in ("keep", "ask_again", "review"):
        yield from ((f"{key}.{number}", name) for number, name in enumerate(getattr(carry_over, key)))
    yield from ((f"rename.{old}", new) for old, new in carry_over.rename.items())


CHECKS: tuple[Check, ...] = (_carried,)
