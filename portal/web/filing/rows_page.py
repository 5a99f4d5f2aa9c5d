from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.procedure import Procedure, Repeat
from forms.path.path import AskedPage, Path, RowPlace
from forms.path.rows import known_in_row
from forms.text.speech import Speech
from portal.services.procedures.row_names import repeat_label, row_count, row_title

_SHOWN = 3


@dataclass(frozen=True)
class RowLine:
    number: str
    title: str
    page: str
    open: bool  # missing or wrong answers


@dataclass(frozen=True)
class RowsView:
    label: str
    lines: tuple[RowLine, ...]
    offers: tuple[tuple[int, str], ...]  # (position, text)
    count: str  # 2人
    may_add: bool
    may_remove: bool
    going: RowLine | None  # to be removed


def rows_view(
    procedure: Procedure, path: Path, asked: AskedPage, speech: Speech, *, going: str = "", confirmed: bool = False
) -> RowsView:
    """`confirmed`: offers were answered. Raises ValueError without rows."""
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
        count=row_count(repeat, len(numbers), speech),
        may_add=len(numbers) < repeat.max,
        may_remove=len(numbers) > repeat.min,
        going=next((line for line in lines if line.number == going), None),
    )


def addable(path: Path, asked: AskedPage, speech: Speech) -> str:
    listed = asked.listed
    if listed is None or listed.repeat is None or len(path.rows[listed.page.id]) >= listed.repeat.max:
        return ""
    return repeat_label(listed.repeat, speech)


def _pages(path: Path, key: str) -> dict[str, list[AskedPage]]:
    by_row: dict[str, list[AskedPage]] = {}
    for page in path.pages:
        if page.page.id.startswith(f"{key}."):
            by_row.setdefault(page.page.id.removeprefix(f"{key}.").partition(".")[0], []).append(page)
    return by_row


def _line(procedure: Procedure, path: Path, row: RowPlace, pages: list[AskedPage], speech: Speech) -> RowLine:
    return RowLine(
        row.key.rpartition(".")[2],
        row_title(procedure, path, row, speech),
        pages[0].page.id if pages else "",
        any(page.open for page in pages),
    )


def _words(repeat: Repeat, offer: Mapping[str, Any], speech: Speech) -> str:
    fields = {field.own: field for page in repeat.pages for field in page.fields}
    known = [(fields[name], value) for name, value in known_in_row(repeat, offer).items()]
    return speech.joined(field.type.show(value, field.settings, speech, field.path) for field, value in known[:_SHOWN])
