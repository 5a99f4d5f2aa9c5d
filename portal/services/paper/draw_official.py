"""様式 on one sheet of A4, blank or filled."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from forms.definition.official_form import Box as FormBox
from forms.definition.official_form import OfficialForm, PaperSheet, Part, named
from forms.definition.procedure import Field, Paper, Procedure
from forms.path.path import Path
from portal.services.paper.paper_rules import PaperRules
from portal.services.procedures.draw_field import Box, reading_label, text_box


class Drawn(Protocol):
    procedure: Procedure
    rules: PaperRules

    @property
    def path(self) -> Path | None: ...

    def box(self, field: Field) -> Box: ...

    def briefly_when(self, paper: Paper) -> str: ...

    def with_stops(self, field: Field, box: Box) -> tuple[Box, str]: ...


def number_boxes(form: OfficialForm, sheet: PaperSheet, rules: PaperRules, procedure: Procedure) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    for _, part in sheet.places:
        for name, _ in part.cells:
            question = form.by_name[name].from_
            field = procedure.by_name.get(question)
            if field is not None and field.compute is None and rules.asks(field):
                numbers.setdefault(question, len(numbers) + 1)
    return numbers


class OfficialSheet:
    """`placed`: answers on the sheet, once drawn."""

    def __init__(self, form: OfficialForm, sheet: PaperSheet, around: Drawn, numbers: Mapping[str, int]) -> None:
        self.form = form
        self.sheet = sheet
        self.around = around
        self.numbers = numbers
        self.placed: set[str] = set()

    def content(self) -> dict[str, Any]:
        return {
            "title": self.form.form,
            "number": self.sheet.number + ("" if self.form.sure_of_number else "（確認中）"),
            "line": self.sheet.line,
            "sides": [list(self.parts(side)) for side in (self.sheet.front, self.sheet.back) if side],
            "supplements": list(self.supplements()),
        }

    def supplements(self) -> Iterator[dict[str, Any]]:
        """A filled form prints only those with an answer that has no box on the sheet."""
        papers = {paper.id: paper for paper in self.around.procedure.papers}
        on_sheet = {self.form.by_name[name].from_ for part in self.sheet.parts for name, _ in part.cells}
        for supplement in self.sheet.supplements:
            own = {self.form.by_name[name].from_ for part in supplement.parts for name, _ in part.cells} - on_sheet
            parts = list(self.parts(supplement.parts, own))
            if parts:
                paper = papers.get(supplement.of)
                when = "" if paper is None else self.around.briefly_when(paper)
                yield {"title": supplement.supplement, "number": supplement.number, "when": when, "parts": parts}

    def parts(self, side: tuple[Part, ...], own: AbstractSet[str] = frozenset()) -> Iterator[dict[str, Any]]:
        """`own`: a row is drawn if one of these is answered, if any are given."""
        for part in side:
            copies = [
                [cells for row in part.rows if (cells := list(self.cells(part, row, of)))]
                for of in self.rows_of(part, own)
            ]
            drawn = [rows for rows in copies if rows]
            if drawn:
                if part.across:
                    drawn = [[[cell for copy in drawn for row in copy for cell in row]]]
                yield {"title": part.part, "copies": drawn, "repeats": part.repeat != "", "note": part.note}

    def rows_of(self, part: Part, own: AbstractSet[str]) -> list[str]:
        """Prefixes of ids: `children.1` per row of answers, "" where a person writes."""
        path = self.around.path
        if path is None:
            return [""] * (part.copies if part.repeat else 1)
        written = [f"{part.repeat}.{number}" for number in path.rows.get(part.repeat, ())] if part.repeat else [""]
        if own:
            return [of for of in written if self.is_answered(part, own, of)][: part.copies]
        return written[: part.copies] or [""]

    def is_answered(self, part: Part, own: AbstractSet[str], of: str) -> bool:
        path, questions = self.around.path, self.around.procedure.by_name
        names = (self.form.by_name[name].from_ for name, _ in part.cells)
        fields = [questions[name] for name in names if name in own and name in questions]
        return path is not None and any((field.at(of) if of else field).id in path.answers for field in fields)

    def cells(self, part: Part, row: tuple[Any, ...], of: str) -> Iterator[dict[str, Any]]:
        for cell in row:
            name, width = named(cell)
            label = part.label(name)
            box = self.form.by_name[name]
            field = self.around.procedure.by_name.get(box.from_)
            if field is None or (field.compute is not None and self.around.path is None):
                yield self.plain(box, label, width)
            elif self.is_drawn(field, of):
                yield self.answer(field.at(of) if of else field, label, width)

    def plain(self, box: FormBox, label: str, width: int) -> dict[str, Any]:
        kind = {"kind": "options", "items": [{"label": "あり", "ticked": False, "tells": False, "told": ""}]}
        is_paper = box.from_ != "" and box.from_ not in self.around.procedure.by_name
        return _cell(0, label, width, kind if is_paper else text_box(""), for_city=not is_paper)

    def is_drawn(self, field: Field, of: str) -> bool:
        """Not if the city never asks: 個人番号 that it fills in itself."""
        path, asked = self.around.path, self.around.rules.asks(field)
        return asked or (path is not None and (field.at(of) if of else field).id in path.answers)

    def answer(self, field: Field, label: str, width: int) -> dict[str, Any]:
        self.placed.add(field.id)
        box, ends = self.around.box(field), ""
        if self.around.path is None:
            box, ends = self.around.with_stops(field, box)
        number = self.numbers.get(field.name, 0)
        return _cell(number, reading_label(field, label), width, box, ends=ends)


def _cell(number: int, label: str, width: int, box: Box, *, ends: str = "", for_city: bool = False) -> dict[str, Any]:
    return {"number": number, "label": label, "width": width, "box": box, "ends": ends, "for_city": for_city}
