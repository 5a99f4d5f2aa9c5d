"""よくある質問: shipped by topic in `forms/faq`, and a city's own in `faq.yaml`."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from forms.city.city_text import CityText
from forms.city.dated import Id, Words, unique_ids
from forms.complaints import Complaint, Refused
from forms.loading.spelling import Certainty
from forms.text.reading import Fault, Sheet, read_sheet
from forms.text.synonyms import Word

FILE = "faq.yaml"
SHIPPED = Path(__file__).resolve().parents[1] / "faq"


class Source(Sheet):
    """Law, or whose page it was read on."""

    text: Words
    certainty: Certainty


class Question(Sheet):
    # `procedures`, `guides`: what it speaks of. `words`: by which it is searched for too.

    id: Id
    question: CityText
    answer: Annotated[tuple[CityText, ...], Field(min_length=1, max_length=6)]
    procedures: tuple[Id, ...] = ()
    guides: tuple[Id, ...] = ()
    words: tuple[Word, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _leads_on(self) -> "Question":
        if not (self.procedures or self.guides):
            raise ValueError("write a procedure or a guide of which it speaks")
        return self


class FaqFile(Sheet):
    """A question with the id of a shipped one takes its place; `without`: shipped ones that this city does not show."""

    title: CityText | None = None
    questions: Annotated[tuple[Question, ...], AfterValidator(unique_ids)] = ()
    without: tuple[Id, ...] = ()

    def faults(self) -> Iterable[Fault]:
        if self.questions and self.title is None:
            yield ("questions",), "the questions have no heading: write title"


@cache
def shipped(folder: Path = SHIPPED) -> tuple[FaqFile, ...]:
    """Raises Refused, with the complaints of all files."""
    files: list[FaqFile] = []
    complaints: list[Complaint] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            files.append(read_sheet(path, FaqFile))
        except Refused as refused:
            complaints += refused.complaints
    if complaints:
        raise Refused(complaints)
    return tuple(files)


def with_shipped(own: FaqFile) -> tuple[FaqFile, ...]:
    """A city's own first."""
    out = {question.id for question in own.questions}.union(own.without)
    rest = (
        file.model_copy(update={"questions": tuple(row for row in file.questions if row.id not in out)})
        for file in shipped()
    )
    return tuple(file for file in (own, *rest) if file.questions)
