"""Corrections page by page, then a comparison."""

# A `Way` is by sign-in or by letter.

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.path.binding import sentence
from forms.path.path import AskedPage
from forms.text.speech import Speech
from forms.text.translations import with_original
from portal.db import Unit
from portal.services.bookings.move_bookings import times_taken
from portal.services.cases.cases import Case
from portal.services.desk.case.return_for_correction import GENERAL, GENERAL_OF_FILES
from portal.services.files.keep_file import refusals, waits
from portal.services.files.take_piece import Piece
from portal.services.filing.describe_papers import asked_titles, papers_of_case
from portal.services.filing.papers_that_follow import paper_of
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.my_cases.correct_application import (
    Mending,
    mark_of,
    open_mending,
    save_mended_files,
    save_mended_page,
    send_correction,
)
from portal.services.my_cases.keep_typed_correction import page_pass, typed_correction
from portal.services.my_cases.state_line import Happened
from portal.services.notices.hand_in_paper import asks_for, hand_in_paper, paper_to_hand_in, shelf_since
from portal.services.procedures.check_sections import shown
from portal.services.procedures.row_names import labels
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.services.signing.sign_again import signature_needed_again
from portal.web.files.keep_piece import keep_piece
from portal.web.files.take_files import Place, arrange, take_files
from portal.web.filing.keep_typed import STAYS, THEN, keep_typed_page, leads_on, typed_answer
from portal.web.filing.paper_page import PaperPlace, save_paper, show_paper
from portal.web.filing.question_page import page_title, problems, views
from portal.web.shared.field_view import FieldView
from portal.web.shared.file_posting import FilesPosted
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.posting import first
from portal.web.shared.state import browser_of, installation_of, reading, writing
from portal.web.shared.words import words as sentences

# As `services/desk/case/transfer_case` keeps it.
_NOW_WITH = re.compile("これからの担当：(?P<office>.+)（電話 (?P<telephone>.+)）")
_COLON = dict.fromkeys(("ja", "easy", "zh-Hans", "zh-Hant"), "：")


def _nothing(_unit: Unit) -> None:
    pass


@dataclass(frozen=True)
class Opened:
    case: Case
    actor: Actor
    touch: Callable[[Unit], None] = _nothing  # extends the session


@dataclass(frozen=True)
class Way:
    """`base`: check page; `before`, `after`: other pages; `files`: base URL or "". `open`: access check; `sent`: called
    after sending."""

    base: str
    before: str
    after: str
    files: str
    open: Callable[[Unit], Opened]
    sent: Callable[[Unit, Mending], None] = lambda _unit, _mending: None

    @property
    def by_letter(self) -> bool:
        return not self.before


def check_page(request: Request, way: Way, *, changed: bool = False) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        opened, mending = _open(way, unit)
        case = opened.case
        needs_signature = signature_needed_again(unit, case, mending.path)
        papers = papers_of_case(installation.clock, unit, case, speech_of(case.procedure, language))
    if mending.next_place:
        return see(request, f"{way.base}/{mending.next_place}")
    speech = speech_of(case.procedure, language)
    titles, sent = labels(case.procedure, mending.path, speech), case.path
    rows = []
    for asked in mending.pages:
        for field in asked.fields:
            if field.id in mending.fields or asked.open:
                now, before = shown(field, mending.path, speech), shown(field, sent, speech)
                rows.append(
                    (
                        titles[field.id], now, f"{way.base}/{asked.page.id}", before, now != before,
                        reason_words(case.procedure, speech, mending.words.get(field.id, "")),
                    )
                )  # fmt: skip
    stop = mending.path.stopped
    context = _context(installation, case, mending, language) | {
        "rows": rows,
        "papers": [paper for paper in papers if asks_for(mending.row, paper.key)],
        "stopped": "" if stop is None else stop.words(speech)[0],
        "waits": waits(mending.path, case.shelf),
        "untold": [
            (sentence(mistake, field, speech), f"{way.base}/{asked.page.id}")
            for asked in mending.pages
            for field in asked.fields
            for mistake in refusals(mending.path, case.shelf).get(field.id, ())
        ],
        "base": way.base,
        "before": way.before,
        "anew": needs_signature,
        "read": mark_of(mending.row),
        "overtaken": changed,
    }
    return render(request, "pages/correct/check.html", context, status=409 if changed else 200)


def _context(installation: Installation, case: Case, mending: Mending, language: str) -> dict[str, object]:
    today = installation.clock.today()
    return {
        "receipt_number": case.row.receipt_number,
        "facts": describe_procedure(installation, case.procedure, language),
        "arrived": case.arrival_day,
        "until": mending.row.due,
        "late": mending.row.due < today.isoformat(),
        "office": office_view(installation.city.office(case.row.duty, today), language),
    }


def show_page(request: Request, way: Way, page: str) -> Response:
    with reading(request) as (_, unit):
        opened, mending = _open(way, unit)
        paper = _paper(way, unit, opened, mending, page, language_of(request))
        typed = typed_correction(unit, opened.case, mending, page)
    case = opened.case
    if paper is not None:
        return show_paper(request, paper)
    asked = _asked(mending, page)
    if asked is None:
        return see(request, way.base)
    speech = speech_of(case.procedure, language_of(request))
    mistakes = {**refusals(mending.path, case.shelf), **times_taken(case, mending.path, asked.fields)}
    path = replace(mending.path, mistakes={**mending.path.mistakes, **mistakes})
    fields = views(asked, path, speech, case.environment, posted=typed)
    return _question(request, way, case, mending, asked, fields, typed=typed is not None)


def _asked(mending: Mending, page: str) -> AskedPage | None:
    return next((asked for asked in mending.pages if asked.page.id == page), None)


def _question(
    request: Request, way: Way, case: Case, mending: Mending, asked: AskedPage, fields: list[FieldView],
    *, status: int = 200, typed: bool = False,
) -> Response:  # fmt: skip
    installation, language = installation_of(request), language_of(request)
    speech = speech_of(case.procedure, language)
    heading = page_title(speech, asked)
    index = mending.pages.index(asked)
    with_files = any(view.files for view in fields)
    earlier = f"{way.base}/{mending.pages[index - 1].page.id}" if index else way.before
    context = _context(installation, case, mending, language) | {
        "fields": fields,
        "heading": heading,
        "title": heading or fields[0].label,
        "problems": problems(fields),
        "with_files": with_files,
        "typed": typed,
        # Of a page with files nothing is kept: the list of its files may be another meanwhile.
        "keeps": ""
        if with_files
        else page_pass(installation, mending, asked.page.id, browser_of(request), by_letter=way.by_letter),
        "here": way.files,
        "reasons": [
            (view if len(fields) > 1 else None, reason_words(case.procedure, speech, mending.words[view.name]))
            for view in fields
            if view.name in mending.words
        ],
        "number": index + 1,
        "count": len(mending.pages) + len(mending.owed),
        "back": earlier if mending.next_place else way.base,
    }
    return render(request, "pages/correct/question.html", context, status=status)


def reason_words(procedure: Procedure, speech: Speech, words: str) -> str:
    """A ready reason in the reader's language; what staff wrote behind it or instead stays as written."""
    for code, ready in procedure.return_reasons.items():
        if words.startswith(ready):
            return speech.text(f"staff.return_reasons.{code}", ready) + words.removeprefix(ready)
    for code, ready in (GENERAL | GENERAL_OF_FILES).items():
        if words.startswith(ready):
            return sentences(speech.language)[f"correct.ready.{code}"] + words.removeprefix(ready)
    return words


def in_language(case: Case, happened: Iterable[Happened], language: str) -> list[Happened]:
    """The ready reasons of each return, the papers that came, and whose case it is, in the reader's language."""
    titles, speech = asked_titles(case, language), speech_of(case.procedure, language)
    known = {title: titles[name] for name, title in asked_titles(case).items()}

    def words_of(point: Happened) -> str:
        if moved := _NOW_WITH.fullmatch(point.words):
            office = with_original(language, moved["office"])
            return sentences(language)["after.now_with"].format(office=office, telephone=moved["telephone"])
        if not point.asked or not point.asked.keys() <= titles.keys():
            return known.get(point.words, point.words)
        reasons = {titles[name]: reason_words(case.procedure, speech, reason) for name, reason in point.asked.items()}
        return "\n".join(f"{title}{_COLON.get(language, ': ')}{reason}" for title, reason in reasons.items())

    return [point if language == "ja" else replace(point, words=words_of(point)) for point in happened]


def _open(way: Way, unit: Unit) -> tuple[Opened, Mending]:
    opened = way.open(unit)
    return opened, open_mending(unit, opened.case)


def _paper(
    way: Way, unit: Unit, opened: Opened, mending: Mending, page: str, language: str = "ja"
) -> PaperPlace | None:
    # None if it asks for no such paper, or no more.
    case, key = opened.case, paper_of(page)
    if key not in mending.owed:
        return None
    _, asked = paper_to_hand_in(unit, case, key)
    back = f"{way.base}/{mending.pages[-1].page.id}" if mending.pages else way.before
    reason = reason_words(case.procedure, speech_of(case.procedure, language), mending.words[page])
    return PaperPlace(
        case.procedure, case.path, case.environment, shelf_since(unit, case.row.id, case.shelf, key), opened.actor, asked,
        date.fromisoformat(mending.row.due), way.files, back, True, reason,
    )  # fmt: skip


def _save_paper(request: Request, way: Way, page: str, sent: FilesPosted) -> Response:
    def finish(unit: Unit, place: PaperPlace, some: bool) -> Response | None:
        if not some:
            return None
        opened = way.open(unit)
        hand_in_paper(installation_of(request), unit, opened.case, place.asked, place.actor)
        opened.touch(unit)
        return see(request, way.base)

    saved = save_paper(
        request, sent, lambda unit: _paper(way, unit, *_open(way, unit), page, language_of(request)), finish
    )
    return saved or see(request, way.base)


def save_sent_page(request: Request, way: Way, page: str, sent: FilesPosted) -> Response:
    if paper_of(page):
        return _save_paper(request, way, page, sent)
    installation, then = installation_of(request), first(sent.boxes, THEN)
    if then == STAYS or leads_on(then):
        with installation.database.read() as unit:
            _open(way, unit)
        kept = keep_typed_page(request, page, sent.boxes)
        return typed_answer(request, kept=kept) if then == STAYS else see(request, then)
    taken = take_files(installation, lambda unit: _place(way, unit, page), sent)
    with installation.database.write() as unit:
        opened, mending = _open(way, unit)
        case, asked = opened.case, _asked(mending, page)
        if asked is None:
            return see(request, way.base)
        speech = speech_of(case.procedure, language_of(request))
        arranged = arrange(sent, taken, asked.fields)
        posted, search = arranged.boxes, search_of(arranged.boxes)
        if arranged.stay or arranged.mistakes:
            path = save_mended_files(installation, unit, case, mending, asked, posted)
            opened.touch(unit)
            unit.commit()
            path = replace(path, mistakes=arranged.mistakes_of(path))
            fields = views(asked, path, speech, case.environment, posted=posted)
            return _question(request, way, case, mending, asked, fields, status=422 if path.mistakes else 200)
        if search:
            fields = views(asked, mending.path, speech, case.environment, posted=posted, search=search)
            return _question(request, way, case, mending, asked, fields)
        path, after = save_mended_page(installation, unit, case, mending, asked, posted)
        if path.mistakes:
            fields = views(asked, path, speech, case.environment, posted=posted)
            return _question(request, way, case, mending, asked, fields, status=422)
        opened.touch(unit)
        unit.commit()
    return see(request, f"{way.base}{'/' + after.next_place if after.next_place else ''}")


def keep_page_piece(request: Request, way: Way, page: str, piece: Piece) -> Response:
    return keep_piece(request, piece, lambda unit: _place(way, unit, page))


def _place(way: Way, unit: Unit, page: str) -> Place | None:
    opened, mending = _open(way, unit)
    paper = _paper(way, unit, opened, mending, page)
    if paper is not None:
        return paper.files
    asked = _asked(mending, page)
    return Place(opened.case.shelf, opened.actor, asked.fields) if asked else None


def send_mended(request: Request, way: Way, read: str) -> Response:
    """Commits. A repeated submission is redirected like the first."""
    # `read`: mark of what was read.
    with writing(request) as (installation, unit):
        opened = way.open(unit)
        case = opened.case
        if case.row.state != "returned":
            return see(request, way.after)
        mending = open_mending(unit, case)
        changed = bool(read) and read != mark_of(mending.row)
        if mending.next_place or waits(mending.path, case.shelf) or refusals(mending.path, case.shelf):
            return see(request, way.base)  # the page shows why it cannot be sent yet
        taken = {} if changed else send_correction(installation, unit, case, mending, opened.actor)
        if taken:  # a time slot is full: its page offers others; nothing is stored
            full = next(page for page in mending.path.pages if any(field.id in taken for field in page.fields))
            return see(request, f"{way.base}/{full.page.id}")
        if not changed:
            way.sent(unit, mending)
            unit.commit()
    return check_page(request, way, changed=True) if changed else see(request, way.after)
