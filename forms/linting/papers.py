"""Papers: why each is needed, and that every one that is named is there."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import Procedure


def _why(procedure: Procedure) -> Iterator[Said]:
    for paper in procedure.papers:
        if not paper.why and not paper.later:
            text = "it holds people up: say `why` it is needed, or let it follow (`later: true`)"
            yield Said(paper.path, "lint.paper_why", text, warning=True)


def _days(procedure: Procedure) -> Iterator[Said]:
    for paper in procedure.papers:
        if paper.later_days is not None and not paper.later:
            yield Said(
                f"{paper.path}.later_days", "lint.later_days", "days to follow, and it may not: say `later: true`"
            )


def _refused(procedure: Procedure) -> Iterator[Said]:
    """Papers that stand in for what the city may not look up."""
    known = {paper.id for paper in procedure.papers}
    for field in procedure.fields:
        for number, name in enumerate(getattr(field.settings, "refuse_then", ())):
            if name not in known:
                yield Said(f"{field.path}.refuse_then.{number}", "lint.refuse_then", f"there is no paper {name}")


CHECKS: tuple[Check, ...] = (_why, _days, _refused)
