"""Boxes of an official form (`boxes/<procedure>.yaml`) with the questions that fill them, and its sheet (様式)."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from forms.text.reading import Fault, Sheet, read_sheet

# The name of a box, or its name with its share of the row's width (1 if none is given).
Cell = str | Annotated[dict[str, Annotated[int, Field(ge=1, le=12)]], Field(min_length=1, max_length=1)]


class Box(Sheet):
    """Filled by the question or paper `from`, or not asked `because`."""

    box: str
    from_: Annotated[str, Field(alias="from")] = ""
    because: str = ""


class Part(Sheet):
    # Under one heading. Labels omit the heading and the words in `drop` at the start of a box's name. With `repeat`:
    # printed per row, `copies` times on a blank sheet; `across`: beside each other.

    part: str
    drop: tuple[str, ...] = ()
    repeat: str = ""
    copies: Annotated[int, Field(ge=1, le=20)] = 1
    across: bool = False
    rows: Annotated[tuple[Annotated[tuple[Cell, ...], Field(min_length=1)], ...], Field(min_length=1)]
    note: str = ""

    @property
    def cells(self) -> Iterator[tuple[str, int]]:
        return (named(cell) for row in self.rows for cell in row)

    def label(self, name: str) -> str:
        begins = next((word for word in (self.part, *self.drop) if name.startswith(f"{word} ")), "")
        return name.removeprefix(f"{begins} ")


class Supplement(Sheet):
    """Printed after the sheet. `of`: id of the paper whose condition is printed."""

    supplement: str
    of: str = ""
    number: str = ""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]


class PaperSheet(Sheet):
    """A4, both sides. `number`: the form's own (様式第2号). `line`: height in mm. `apart`: another paper → beginnings of
    its boxes' names."""

    number: str = ""
    line: Annotated[float, Field(ge=5, le=12)] = 6.2
    front: Annotated[tuple[Part, ...], Field(min_length=1)]
    back: tuple[Part, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    apart: Mapping[str, tuple[str, ...]] = {}

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.front + self.back

    @property
    def places(self) -> Iterator[tuple[tuple[str | int, ...], Part]]:
        for side in ("front", "back"):
            yield from ((("sheet", side, number), part) for number, part in enumerate(getattr(self, side)))
        for number, supplement in enumerate(self.supplements):
            yield from (
                (("sheet", "supplements", number, "parts", row), part) for row, part in enumerate(supplement.parts)
            )


class SetBy(Sheet):
    """The provision or standard that sets the form, whatever is known of its boxes."""

    text: str
    certainty: Literal["law", "std", "assumed"]


class OfficialForm(Sheet):
    """`certainty`: of the boxes and their order."""

    format: Literal[1]
    form: str
    source: str
    certainty: Literal["law", "std", "assumed"]
    set_by: SetBy | None = None
    sheet: PaperSheet | None = None
    boxes: tuple[Box, ...]

    @property
    def questions(self) -> frozenset[str]:
        return frozenset(box.from_ for box in self.boxes if box.from_)

    @property
    def sure_of_number(self) -> bool:
        return (self.set_by or self).certainty != "assumed"

    @property
    def by_name(self) -> Mapping[str, Box]:
        return {box.box: box for box in self.boxes}

    def faults(self) -> Iterable[Fault]:
        if self.sheet is None:
            return
        for place, part in self.sheet.places:
            for name, _ in part.cells:
                if name not in self.by_name:
                    yield (*place, "rows"), f"{name}: no such box; write one of `boxes`"

    @property
    def left_out(self) -> tuple[str, ...]:
        """Boxes that applicants fill, but no sheet, supplement or paper shows."""
        if self.sheet is None:
            return ()
        drawn = {name for _, part in self.sheet.places for name, _ in part.cells}
        elsewhere = tuple(begins for beginnings in self.sheet.apart.values() for begins in beginnings)
        filled = {box.from_ for box in self.boxes if box.box in drawn}
        return tuple(
            box.box
            for box in self.boxes
            if box.from_ and box.box not in drawn and box.from_ not in filled and not box.box.startswith(elsewhere)
        )


def named(cell: Cell) -> tuple[str, int]:
    return (cell, 1) if isinstance(cell, str) else next(iter(cell.items()))


def official_form(folder: Path, procedure: str) -> OfficialForm | None:
    """None if there is no list. Raises Refused."""
    path = folder / "boxes" / f"{procedure}.yaml"
    return read_sheet(path, OfficialForm) if path.is_file() else None
