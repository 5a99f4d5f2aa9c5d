"""Whether there are scenarios; `forms.scenarios.scenarios` runs them."""

from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding

FEWEST = 2  # one regular case and one exception


def _few(procedure: Procedure) -> Iterator[Finding]:
    if len(procedure.scenarios) < FEWEST:
        text = f"{len(procedure.scenarios)} scenarios: write a regular one and one with an exception"
        yield Finding("scenarios", "lint.scenarios", text, warning=True)


CHECKS: tuple[Check, ...] = (_few,)
