"""Where what is printed on a paper: one file per paper, in millimetres from its upper left corner."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from forms.complaints import Complaint, Refused
from forms.text.reading import Fault, Sheet, read_sheet

Millimetres = Annotated[float, Field(ge=0, le=450)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Part = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,29}$")]


Corners = tuple[Millimetres, Millimetres, Millimetres, Millimetres]  # left, top, right, bottom of one line


class People(Sheet):
    """Rows of people: boxes of the first, and how far the next is below it."""

    most: int = Field(ge=1, le=10)
    every: Millimetres
    boxes: Mapping[Part, Corners]


class PrintedPaper(Sheet):
    """`labels`: words printed on each copy, and their middle."""

    format: Literal[1]
    paper: Part
    title: Words
    source: Words
    certainty: Literal["law", "std", "assumed"]
    size: tuple[Millimetres, Millimetres]
    dots: int = Field(default=10, ge=4, le=40)  # a millimetre, as read
    labels: Mapping[Words, tuple[Millimetres, Millimetres]] = Field(min_length=4)
    boxes: Mapping[Part, Corners] = Field(default_factory=dict)
    people: People

    def faults(self) -> Iterator[Fault]:
        for name, box in self.boxes.items():
            yield from self._faults(("boxes", name), box, 0)
        for name, box in self.people.boxes.items():
            yield from self._faults(("people", "boxes", name), box, (self.people.most - 1) * self.people.every)
        for label, (left, top) in self.labels.items():
            if left > self.size[0] or top > self.size[1]:
                yield ("labels", label), "this is outside the paper"

    def _faults(self, steps: tuple[str, ...], box: Corners, below: float) -> Iterator[Fault]:
        left, top, right, bottom = box
        if not (left < right <= self.size[0] and top < bottom and bottom + below <= self.size[1]):
            yield steps, "write left, top, right and bottom, inside the paper"


def load_papers(folder: Path) -> tuple[PrintedPaper, ...]:
    """Raises Refused."""
    complaints: list[Complaint] = []
    papers = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            papers.append(read_sheet(path, PrintedPaper))
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return tuple(papers)
