import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil
from typing import Any
from unicodedata import combining, east_asian_width

from fastapi import Request

from forms.mistakes import Mistake
from forms.path.binding import sentence
from forms.path.path import Path
from forms.text.speech import Speech
from portal.services.filing.drafts import Draft
from portal.services.filing.known.fold_known import fold_known
from portal.services.procedures.check_sections import CheckRow, CheckSection, check_sections
from portal.services.procedures.row_names import labels
from portal.services.shared.catalogue import speech_of
from portal.web.filing.draft_address import question_address
from portal.web.filing.helped_view import helped_words
from portal.web.shared.file_answer import linked
from portal.web.shared.page import language_of
from portal.web.shared.words import words

LEAST = 2  # one row folded is as high as the row
MOST_LINES = 46  # on a phone: with the rest of the page, three screens
TITLED, WARNED = 2, 6  # lines that a title or a fold takes, and a warning above them
LINE = 20  # wide characters
NARROW = 0.55  # of a Latin letter, in wide characters
FOLDED = 4  # lines of a fold with its gist, and of a section with a row of two
GIST = 40  # characters: more than a line there
PAIRS = 28  # wide characters: a line there
_APART = "\u3000"  # of answers with their questions
_OPEN = re.compile("[（(][^）)]*$")  # a reading that the cut would leave in brackets

Row = tuple[str, str, str, Any, str]  # as `parts/check_list.html` expects


@dataclass(frozen=True)
class DrawnRow:
    field: str
    row: Row


@dataclass(frozen=True)
class DrawnSection:
    title: str
    rows: tuple[DrawnRow, ...]
    brief: str = ""  # a shorter title (CheckSection)


@dataclass(frozen=True)
class PageRows:
    href: str
    name: str  # for screen readers
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Fold:
    summary: str
    parts: tuple[tuple[str, tuple[PageRows, ...]], ...]  # (title or "", pages)
    gist: str = ""


@dataclass(frozen=True)
class SectionView:
    """`title` "": its only row or fold has the name."""

    title: str
    pages: tuple[PageRows, ...]
    folds: tuple[Fold, ...]


@dataclass(frozen=True)
class Folded:
    sections: tuple[SectionView, ...]
    known: Fold | None
    long: bool = False  # each section is folded


@dataclass(frozen=True)
class _Groups:
    known: Mapping[str, str]  # source by question
    files: Set[str]
    agreed: Set[str]  # consents
    counts: Set[str]


# Beside its box a sentence needs no name; above all answers it would be about none of them.
def faults_view(
    draft: Draft, path: Path, faults: Mapping[str, Iterable[Mistake]], speech: Speech
) -> list[tuple[str, str, str]]:
    # (heading, text or "", address of the question or "" if no page asks it)
    pages = {field.id: asked.page.id for asked in path.pages for field in asked.fields}
    titles = labels(draft.procedure, path, speech)  # of a row's question with its row
    lines = dict[tuple[str, str, str], None]()
    for name, mistakes in faults.items():
        field = draft.procedure.field(name)
        label = titles.get(name) or speech.text(field.label_place, field.label)
        href = question_address(draft.procedure.id, draft.id, pages[name]) if name in pages else ""
        for text in (sentence(mistake, field, speech) for mistake in mistakes):
            lines[(text, "", href) if label in text else (label, text, href)] = None
    return list(lines)


def row_sections(request: Request, draft: Draft, path: Path) -> list[tuple[str, list[Row]]]:
    """Unfolded, each with its way back."""
    return [(section.title, [drawn.row for drawn in section.rows]) for section in _drawn(request, draft, path)]


def folded_sections(request: Request, draft: Draft, path: Path) -> Folded:
    most = MOST_LINES - WARNED * len(path.warnings)
    return fold(_drawn(request, draft, path), draft, path, words(language_of(request)), most)


def fold(
    sections: Sequence[DrawnSection], draft: Draft, path: Path, texts: Mapping[str, str], most: int | None = None
) -> Folded:
    """Without empty sections. Above `most` lines each section is folded, except what has a mistake, a warning or a helper's answer."""
    groups = _groups_of(draft, path)
    by_record = [
        (section.brief or section.title, [drawn for drawn in section.rows if drawn.field in groups.known])
        for section in sections
    ]
    every = [drawn for _, rows in by_record for drawn in rows]
    known = None
    if len(every) >= LEAST:
        sources = texts["check.between"].join(
            dict.fromkeys(texts[f"source.{groups.known[drawn.field]}"] for drawn in every)
        )
        summary = texts["check.known"].format(sources=sources, count=len(every))
        known = Fold(summary, tuple((title, _pages(rows, texts)) for title, rows in by_record if rows))
    hidden = {drawn.field for drawn in every} if known else frozenset[str]()
    left = [
        replace(section, rows=tuple(drawn for drawn in section.rows if drawn.field not in hidden))
        for section in sections
    ]
    views = [_section(section, section.rows, groups, texts) for section in left]
    long = most is not None and sum(map(_lines, views)) > most
    if long:
        seen = path.mistakes.keys() | path.warnings.keys() | draft.helped.keys()
        views = [
            _closed(section, seen, texts) if len(section.rows) >= LEAST or _lines(view) > FOLDED else view
            for section, view in zip(left, views, strict=True)
        ]
    return Folded(tuple(view for view in views if view.pages or view.folds), known, long)


def _lines(view: SectionView) -> int:
    rows = [row for page in view.pages for row in page.rows]
    return TITLED * (bool(view.title) + len(view.folds)) + sum(map(_row_lines, rows))


def _row_lines(row: Row) -> int:
    # Label and answer share a line where they fit.
    label, value = row[0], row[1]
    widths = _width(label), _width(value)
    return 1 if sum(widths) < LINE else sum(ceil(width / LINE) for width in widths)


def _width(text: str) -> float:
    # A foreign sentence has twice the letters of the Japanese one in the same line.
    return sum(1 if east_asian_width(letter) in "WFA" else NARROW for letter in text if not combining(letter))


def _closed(section: DrawnSection, seen: Set[str], texts: Mapping[str, str]) -> SectionView:
    shown = [drawn for drawn in section.rows if drawn.field in seen]
    rest = [drawn for drawn in section.rows if drawn.field not in seen]
    title = section.brief or section.title
    if not rest:
        return SectionView(title, _pages(shown, texts), ())
    closed = Fold(_named(rest, texts) if shown else title, (("", _pages(rest, texts)),), _gist(rest, texts))
    return SectionView(title if shown else "", _pages(shown, texts), (closed,))


def _gist(rows: Sequence[DrawnRow], texts: Mapping[str, str]) -> str:
    # An answer without its question says little: the first rows that have room with it, else bare answers.
    between, colon = texts["check.between"], texts["procedure.colon"]
    answered = [(drawn.row[0], drawn.row[1].replace("\n", " ")) for drawn in rows if drawn.row[1]]
    pairs = [f"{label}{colon}{value}" for label, value in answered]
    gist, count = "", 0
    for pair in pairs:
        longer = f"{gist}{_APART}{pair}" if gist else pair
        if _width(longer) < PAIRS:
            gist, count = longer, count + 1
    if gist:
        return gist if count == len(pairs) else f"{gist}…"
    values = between.join(value for _, value in answered)
    most = values[: GIST - 1]
    return values if len(values) <= GIST else f"{most.rpartition(between)[0] or _OPEN.sub('', most)}…"


def _groups_of(draft: Draft, path: Path) -> _Groups:
    return _Groups(
        fold_known(draft, path),
        {field.id for field in path.fields if field.type.control == "file"},
        {field.id for field in path.fields if field.type.control == "consent" and path.answers.get(field.id) is True}
        - path.mistakes.keys(),
        {asked.page.id for asked in path.pages if asked.repeat is not None},
    )


def _section(
    section: DrawnSection, open_rows: Sequence[DrawnRow], groups: _Groups, texts: Mapping[str, str]
) -> SectionView:
    if [drawn.field in groups.counts for drawn in open_rows] == [True] and section.brief:
        (count,) = open_rows
        named = replace(count, row=(section.brief, *count.row[1:]))
        return SectionView("", _pages([named], texts), ())
    empty = [drawn for drawn in open_rows if drawn.row[2] and not drawn.row[1] and drawn.field not in groups.files]
    agreed = [drawn for drawn in open_rows if drawn.field in groups.agreed]
    folds, folded = [], set()
    for key, rows in (("check.empty", empty), ("check.agreed", agreed)):
        if len(rows) >= LEAST:
            summary = texts[key].format(count=len(rows), names=_named(rows, texts))
            folds.append(Fold(summary, (("", _pages(rows, texts)),)))
            folded |= {drawn.field for drawn in rows}
    shown = _pages([drawn for drawn in open_rows if drawn.field not in folded], texts)
    only = not shown and len(folds) == 1  # its summary is the name
    return SectionView("" if only else section.brief or section.title, shown, tuple(folds))


def _pages(rows: Iterable[DrawnRow], texts: Mapping[str, str]) -> tuple[PageRows, ...]:
    pages = [(href, list(group)) for href, group in groupby(rows, key=lambda drawn: drawn.row[2])]
    return tuple(PageRows(href, _named(group, texts), tuple(map(_without_link, group))) for href, group in pages)


def _without_link(drawn: DrawnRow) -> Row:
    label, value, _, files, hand = drawn.row
    return label, value, "", files, hand


def _named(rows: Sequence[DrawnRow], texts: Mapping[str, str]) -> str:
    first = rows[0].row[0]
    return first if len(rows) == 1 else texts["check.and_more"].format(label=first, count=len(rows) - 1)


def _drawn(request: Request, draft: Draft, path: Path) -> list[DrawnSection]:
    language = language_of(request)
    speech, helped = speech_of(draft.procedure, language), helped_words(request, draft)
    address = f"/apply/{draft.procedure.id}/{draft.id}"

    def drawn(row: CheckRow) -> DrawnRow:
        href = f"{address}/page/{row.page}" if row.page else ""
        return DrawnRow(row.field, (row.label, row.value, href, linked(row.files, address), helped.get(row.field, "")))

    def section_of(section: CheckSection) -> DrawnSection:
        return DrawnSection(section.title, tuple(map(drawn, section.rows)), section.brief)

    return [section_of(section) for section in check_sections(draft.procedure, path, speech, draft.files)]
