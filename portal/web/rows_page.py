"""What the page that lists rows prints: each row with its name, what a register offers, and what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.path import AskedPage, Path, RowPlace
from forms.procedure import Procedure, Repeat
from forms.rows import known_in_row
from forms.speech import Speech
from portal.services.row_names import repeat_label, row_title

_SHOWN = 3


@dataclass(frozen=True)
class RowLine:
    """`page` is the first of the row's pages; `open`: something in it is missing or wrong."""

    number: str
    title: str
    page: str
    open: bool


@dataclass(frozen=True)
class RowsView:
    """`offers` are (position, words); `going`: the row that is asked about before it goes, or None."""

    label: str
    lines: tuple[RowLine, ...]
    offers: tuple[tuple[int, str], ...]
    may_add: bool
    may_remove: bool
    least: int
    going: RowLine | None


def rows_view(
    procedure: Procedure, path: Path, asked: AskedPage, speech: Speech, *, going: str = "", confirmed: bool = False
) -> RowsView:
    """`going`: the number of the row that is asked about; `confirmed`: what a register offers was answered before."""
    repeat, key = asked.repeat, asked.page.id
    if repeat is None:
        raise ValueError(key)
    numbers = path.rows[key]
    pages = _pages(path, key)
    lines = tuple(
        _line(procedure, path, RowPlace(repeat, f"{key}.{number}", count), pages.get(number, []), speech)
        for count, number in enumerate(numbers, 1)
    )
    offered = () if confirmed else path.offers.get(key, ())
    return RowsView(
        label=repeat_label(repeat, speech),
        lines=lines,
        offers=tuple((position, _words(repeat, offer, speech)) for position, offer in enumerate(offered)),
        may_add=len(numbers) < repeat.max,
        may_remove=len(numbers) > repeat.min,
        least=repeat.min,
        going=next((line for line in lines if line.number == going), None),
    )


def _pages(path: Path, key: str) -> dict[str, list[AskedPage]]:
    """The pages of each row, those of rows inside it among them, by its number."""
    found: dict[str, list[AskedPage]] = {}
    for page in path.pages:
        if page.page.id.startswith(f"{key}."):
            found.setdefault(page.page.id.removeprefix(f"{key}.").partition(".")[0], []).append(page)
    return found


def _line(procedure: Procedure, path: Path, row: RowPlace, pages: list[AskedPage], speech: Speech) -> RowLine:
    return RowLine(
        row.key.rpartition(".")[2],
        row_title(procedure, path, row, speech),
        pages[0].page.id if pages else "",
        any(page.open for page in pages),
    )


def _words(repeat: Repeat, offer: Mapping[str, Any], speech: Speech) -> str:
    """What would be filled in, in one line: who it is, not everything."""
    fields = {field.own: field for page in repeat.pages for field in page.fields}
    known = [(fields[name], value) for name, value in known_in_row(repeat, offer).items()]
    return "、".join(field.type.show(value, field.settings, speech, field.path) for field, value in known[:_SHOWN])
