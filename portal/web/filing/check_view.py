"""The sections of a check page: open rows, and what is folded."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import Request

from forms.path.path import Path
from portal.services.filing.drafts import Draft
from portal.services.filing.fold_known import fold_known
from portal.services.procedures.check_sections import CheckRow, CheckSection, check_sections
from portal.services.shared.catalogue import speech_of
from portal.web.filing.helped_view import helped_words
from portal.web.shared.file_answer import linked
from portal.web.shared.page import language_of
from portal.web.shared.words import words

LEAST = 2  # one row folded is as high as the row

Row = tuple[str, str, str, Any, str]  # as `parts/check_list.html` expects


@dataclass(frozen=True)
class PageRows:
    """The rows of one page of questions, which has one way back. `name`: of the questions, for readers of the screen."""

    href: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Fold:
    summary: str
    pages: tuple[PageRows, ...]


@dataclass(frozen=True)
class SectionView:
    title: str
    pages: tuple[PageRows, ...]
    folds: tuple[Fold, ...]


def row_sections(request: Request, draft: Draft, path: Path) -> list[tuple[str, list[Row]]]:
    """Nothing folded, each row with its way back."""
    drawn = _Rows(request, draft)
    return [(section.title, [drawn.row(row, row.page) for row in section.rows]) for section in drawn.sections(path)]


def folded_sections(request: Request, draft: Draft, path: Path) -> list[SectionView]:
    drawn, known = _Rows(request, draft), fold_known(draft, path)
    files = {field.id for field in path.fields if field.type.control == "file"}
    return [_folded(section, drawn, known, files) for section in drawn.sections(path)]


class _Rows:
    def __init__(self, request: Request, draft: Draft) -> None:
        self.draft = draft
        self.address = f"/apply/{draft.procedure.id}/{draft.id}"
        self.language = language_of(request)
        self.words = words(self.language)
        self.helped = helped_words(request, draft)

    def sections(self, path: Path) -> tuple[CheckSection, ...]:
        speech = speech_of(self.draft.procedure, self.language)
        return check_sections(self.draft.procedure, path, speech, self.draft.files)

    def row(self, row: CheckRow, page: str = "") -> Row:
        files = linked(row.files, self.address)
        return row.label, row.value, self.href(page), files, self.helped.get(row.field, "")

    def href(self, page: str) -> str:
        return f"{self.address}/page/{page}" if page else ""

    def pages(self, rows: Iterable[CheckRow]) -> tuple[PageRows, ...]:
        return tuple(self._page(page, list(group)) for page, group in groupby(rows, key=lambda row: row.page))

    def _page(self, page: str, rows: list[CheckRow]) -> PageRows:
        name = rows[0].label
        if len(rows) > 1:
            name = self.words["check.and_more"].format(label=name, count=len(rows) - 1)
        return PageRows(self.href(page), name, tuple(map(self.row, rows)))


def _folded(section: CheckSection, drawn: _Rows, known: Mapping[str, str], files: Set[str]) -> SectionView:
    as_recorded = [row for row in section.rows if row.field in known]
    empty = [row for row in section.rows if row.page and not row.value and row.field not in files]
    sources = "・".join(dict.fromkeys(drawn.words[f"source.{known[row.field]}"] for row in as_recorded))
    folds, folded = [], set()
    for key, rows in (("check.known", as_recorded), ("check.empty", empty)):
        if len(rows) >= LEAST:
            names = "、".join(row.label for row in rows)
            summary = drawn.words[key].format(sources=sources, count=len(rows), names=names)
            folds.append(Fold(summary, drawn.pages(rows)))
            folded |= {row.field for row in rows}
    shown = drawn.pages(row for row in section.rows if row.field not in folded)
    return SectionView(section.title, shown, tuple(folds))
