from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding


def _why(procedure: Procedure) -> Iterator[Finding]:
    for paper in procedure.papers:
        if not paper.why and not paper.later:
            text = "it delays people: write `why` it is needed, or let it follow (`later: true`)"
            yield Finding(paper.path, "lint.paper_why", text, warning=True)


def _days(procedure: Procedure) -> Iterator[Finding]:
    for paper in procedure.papers:
        if paper.later_days is not None and not paper.later:
            yield Finding(f"{paper.path}.later_days", "lint.later_days", "`later_days` needs `later: true`")


def _settled(procedure: Procedure) -> Iterator[Finding]:
    draws = any(getattr(field.settings, "debit", False) for field in procedure.fields)
    for paper in procedure.papers:
        if paper.debit_settles and not (draws and paper.later):
            text = "`debit_settles` needs `later: true` and an account question with `debit: true`"
            yield Finding(f"{paper.path}.debit_settles", "lint.debit_settles", text)


def _refused(procedure: Procedure) -> Iterator[Finding]:
    known = {paper.id for paper in procedure.papers}
    for field in procedure.fields:
        for number, name in enumerate(getattr(field.settings, "refuse_then", ())):
            if name not in known:
                yield Finding(f"{field.path}.refuse_then.{number}", "lint.refuse_then", f"there is no paper {name}")


CHECKS: tuple[Check, ...] = (_why, _days, _settled, _refused)
