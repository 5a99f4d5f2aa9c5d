"""Whether a definition is tried at all. What comes out is shown by `forms.scenarios`."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import Procedure

FEWEST = 2  # one where all goes well, one where something is different


def _few(procedure: Procedure) -> Iterator[Said]:
    if len(procedure.scenarios) < FEWEST:
        text = f"{len(procedure.scenarios)} scenarios: write one where all goes well and one where something differs"
        yield Said("scenarios", "lint.scenarios", text, warning=True)


CHECKS: tuple[Check, ...] = (_few,)
