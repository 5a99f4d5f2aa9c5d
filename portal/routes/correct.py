"""Correction on a phone: the asked questions on one short path, with the city's reason on top of each."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from forms.binding import sentence
from forms.path import AskedPage
from portal.db import Unit
from portal.services.cases import Case, case_of_resident
from portal.services.check_sections import shown
from portal.services.correct_application import (
    Mending,
    open_mending,
    save_mended_files,
    save_mended_page,
    send_correction,
)
from portal.services.describe_procedure import describe_procedure
from portal.services.installation import Installation
from portal.services.keep_file import untold, waits
from portal.services.row_names import labels
from portal.services.sessions import touch_session
from portal.web.field_view import FieldView
from portal.web.file_posting import FilePost
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post
from portal.web.question_page import page_title, problems, search_of, views
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.take_files import Place, arrange, take_files
from portal.web.who_files import filer

router = APIRouter(prefix="/applications/{receipt_number}/correct")


@router.get("")
def begin(request: Request, receipt_number: str) -> Response:
    """What is asked and why, and that the day of arrival stays; then the first question, or the last check."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        mending = open_mending(unit, case)
    speech = installation.speech(case.procedure, language)
    titles = labels(case.procedure, mending.path, speech)
    rows = [
        (
            titles[field.id],
            shown(field, mending.path, speech),
            f"/applications/{receipt_number}/correct/{asked.page.id}",
            mending.words.get(field.id, ""),
        )
        for asked in mending.pages
        for field in asked.fields
        if field.id in mending.fields or asked.open
    ]
    following = mending.next_page()
    stop = mending.path.stopped
    context = _context(installation, case, mending, language) | {
        "rows": rows,
        "stopped": "" if stop is None else speech.text(f"{stop.place}.say", stop.say),
        "waits": waits(mending.path, case.shelf),
        "untold": [
            (sentence(mistake, field, speech), f"/applications/{receipt_number}/correct/{asked.page.id}")
            for asked in mending.pages
            for field in asked.fields
            for mistake in untold(mending.path, case.shelf).get(field.id, ())
        ],
        "next": f"/applications/{receipt_number}/correct/{following.page.id}" if following else "",
    }
    return render(request, "pages/correct/check.html", context)


def _context(installation: Installation, case: Case, mending: Mending, language: str) -> dict[str, object]:
    return {
        "receipt_number": case.row.receipt_number,
        "facts": describe_procedure(installation, case.procedure, language),
        "arrived": case.arrival_day,
        "until": mending.row.due,
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today())),
    }


@router.get("/{page}")
def show(request: Request, receipt_number: str, page: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        mending = open_mending(unit, case)
    asked = next((asked for asked in mending.pages if asked.page.id == page), None)
    if asked is None:
        return see(request, f"/applications/{receipt_number}/correct")
    speech = installation.speech(case.procedure, language_of(request))
    path = replace(mending.path, mistakes={**mending.path.mistakes, **untold(mending.path, case.shelf)})
    return _question(request, installation, case, mending, asked, views(asked, path, speech, case.environment))


def _question(
    request: Request, installation: Installation, case: Case, mending: Mending, asked: AskedPage, fields: list[FieldView],
    *, status: int = 200,
) -> Response:  # fmt: skip
    language = language_of(request)
    heading = page_title(installation.speech(case.procedure, language), asked)
    context = _context(installation, case, mending, language) | {
        "fields": fields,
        "heading": heading,
        "title": heading or fields[0].label,
        "problems": problems(fields),
        "with_files": any(view.files for view in fields),
        "here": f"/applications/{case.row.receipt_number}",
        "reasons": [mending.words[field.id] for field in asked.fields if field.id in mending.words],
        "back": f"/applications/{case.row.receipt_number}/correct",
    }
    return render(request, "pages/correct/question.html", context, status=status)


@router.post("/{page}")
def save(request: Request, receipt_number: str, page: str, sent: FilePost) -> Response:
    installation = installation_of(request)
    taken = take_files(installation, lambda unit: _place(request, unit, receipt_number, page), sent)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        mending = open_mending(unit, case)
        asked = next((asked for asked in mending.pages if asked.page.id == page), None)
        if asked is None:
            return see(request, f"/applications/{receipt_number}/correct")
        speech = installation.speech(case.procedure, language_of(request))
        arranged = arrange(sent, taken, asked.fields)
        posted, search = arranged.boxes, search_of(arranged.boxes)
        if arranged.stay or arranged.mistakes:
            path = save_mended_files(unit, case, mending, asked, posted)
            touch_session(installation, unit, session)
            unit.commit()
            path = replace(path, mistakes=arranged.told(path))
            fields = views(asked, path, speech, case.environment, posted=posted)
            return _question(request, installation, case, mending, asked, fields, status=422 if path.mistakes else 200)
        if search:
            fields = views(asked, mending.path, speech, case.environment, posted=posted, search=search)
            return _question(request, installation, case, mending, asked, fields)
        path, after = save_mended_page(unit, case, mending, asked, posted)
        if path.mistakes:
            fields = views(asked, path, speech, case.environment, posted=posted)
            return _question(request, installation, case, mending, asked, fields, status=422)
        touch_session(installation, unit, session)
        unit.commit()
    following = after.next_page()
    return see(request, f"/applications/{receipt_number}/correct{'/' + following.page.id if following else ''}")


def _place(request: Request, unit: Unit, receipt_number: str, page: str) -> Place | None:
    """Where the files of this page go; None where the page is not asked."""
    case = case_of_resident(installation_of(request), unit, session := filer(request, unit), receipt_number)
    asked = next((asked for asked in open_mending(unit, case).pages if asked.page.id == page), None)
    return Place(case.shelf, resident_actor(request, session), asked.fields) if asked else None


@router.post("")
def send(request: Request, receipt_number: str, _posted: Post) -> Response:
    """Commits, then answers. Sent twice, the second finds nothing asked and is led to the application."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        if case.row.state != "returned":
            return see(request, f"/applications/{receipt_number}")
        mending = open_mending(unit, case)
        if waits(mending.path, case.shelf) or untold(mending.path, case.shelf):
            return see(request, f"/applications/{receipt_number}/correct")  # which says why it is not sent yet
        send_correction(installation, unit, case, mending, resident_actor(request, session))
        unit.commit()
    return see(request, f"/applications/{receipt_number}?corrected")
