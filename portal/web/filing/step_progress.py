"""How far a person is, in named steps: their number follows from the definitions alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition.procedure import Procedure
from forms.path.path import AskedPage
from forms.text.speech import Speech


@dataclass(frozen=True)
class Way:
    """`number` of `total`: a step, or a part of a bundle; the check page is the last. `done` of `all`: steps."""

    number: int
    total: int
    name: str
    done: float  # with the part of this step that the pages before this one are
    all: int


def way_of(procedures: Sequence[Procedure], place: int, asked: AskedPage, speech: Speech) -> Way:
    counts = [len(_steps(procedure)) for procedure in procedures]
    position = _steps(procedures[place]).index(asked.step.id)
    name = speech.text(f"{asked.step.path}.title", asked.step.title)
    number, total = (position, counts[0]) if len(procedures) == 1 else (place, len(procedures))
    pages = [page.id for page in asked.step.pages]
    part = pages.index(asked.page.id) / len(pages) if asked.page.id in pages else 0
    return Way(number + 1, total + 1, name, sum(counts[:place]) + position + round(part, 2), sum(counts) + 1)


def _steps(procedure: Procedure) -> list[str]:
    return [step.id for step in procedure.steps if any(not field.hidden for field in step.fields)]
