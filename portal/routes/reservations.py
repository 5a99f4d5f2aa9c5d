"""Booked times as their owner sees them: changed, given back, taken into a calendar; and the row for a full one."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from forms.binding import sentence
from forms.fields.slot import day_in_words, hours_in_words
from forms.path import AskedPage
from forms.speech import Speech
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases import Case, case_of_resident
from portal.services.change_reservation import (
    Booking,
    booking_of,
    bookings_of,
    cancel_time,
    change_time,
    times_left,
)
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft, draft_environment, draft_of_resident, draft_path
from portal.services.hold_slots import slot_fields
from portal.services.installation import Installation
from portal.services.sessions import GUEST
from portal.services.wait_for_slot import full_times, stop_waiting_for, wait_for_slot
from portal.services.write_calendar import write_calendar
from portal.web.booked_view import said_time
from portal.web.draft_page import draft_context
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer, filer_of
from portal.web.words import words

router = Router()


@router.get("/applications/{receipt_number}/reservation.ics")
def calendar(request: Request, receipt_number: str) -> Response:
    """Cancelled times too, so that a calendar that has them takes them out."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        bookings = bookings_of(installation, unit, case)
    rows = [booking.row for booking in bookings]
    if not rows:
        raise NotFound("reservation")
    summary = words(language_of(request))["booking.in_calendar"].format(city=installation.city.name)
    host = urlsplit(installation.settings.base_url).hostname or "localhost"
    videos = {booking.row.uid: booking.video for booking in bookings}
    content = write_calendar(rows, summary, host, installation.clock.now(), videos)
    headers = {
        "Content-Disposition": 'attachment; filename="reservation.ics"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/applications/{receipt_number}/times/{question}")
def choose(request: Request, receipt_number: str, question: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        booking = booking_of(installation, unit, case, question)
    return _page(request, installation, case, booking)


def _page(
    request: Request, installation: Installation, case: Case, booking: Booking, *, problem: str = "", status: int = 200
) -> Response:
    speech = installation.speech(case.procedure, language_of(request))
    days: dict[str, list[tuple[str, str]]] = {}
    for slot in sorted(times_left(case, booking), key=lambda one: (one.starts, one.place)):
        said = f"{hours_in_words(slot.starts, slot.ends, speech)}　{slot.place}"
        days.setdefault(day_in_words(slot.starts, speech), []).append((slot.id, said))
    context = {
        "receipt_number": case.row.receipt_number,
        "title": speech.text("title", case.procedure.title),
        "now_booked": said_time(booking, speech),
        "days": days,
        "here": f"/applications/{case.row.receipt_number}/times/{booking.row.question}",
        "until": booking.until,
        "problem": problem,
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today())),
    }
    return render(request, "pages/applications/change_time.html", context, status=status)


@router.post("/applications/{receipt_number}/times/{question}")
def change(request: Request, receipt_number: str, question: str, posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        booking = booking_of(installation, unit, case, question)
        actor = resident_actor(request, session)
        if "cancel" in posted:
            cancel_time(installation, unit, case, actor, booking)
            said = "cancelled"
        else:
            mistake = change_time(installation, unit, case, actor, booking, first(posted, "slot"))
            if mistake is not None:
                speech = installation.speech(case.procedure, language_of(request))
                problem = sentence(mistake, booking.field, speech)
                return _page(request, installation, case, booking, problem=problem, status=422)
            said = "changed"
        unit.commit()
    return see(request, f"/applications/{receipt_number}?{said}")


@router.get("/apply/{procedure}/{draft}/{page}/wait")
def row(request: Request, procedure: str, draft: str, page: str) -> Response:
    """The times of this page that are full, and where one stands in the row for each."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_of_resident(installation, unit, session, procedure, draft)
        asked = _asked(installation, found, page)
        speech = installation.speech(found.procedure, language_of(request))
        fields = [_waiting(installation, unit, found, field, speech) for field in slot_fields(asked.fields)]
    facts = describe_procedure(installation, found.procedure, language_of(request))
    context = draft_context(request, installation, found, draft_path(installation, found)) | {
        "facts": facts,
        "fields": fields,
        "here": f"/apply/{procedure}/{draft}/{page}",
        "guest": session.realm == GUEST,
    }
    return render(request, "pages/apply/wait.html", context)


def _asked(installation: Installation, draft: Draft, page: str) -> AskedPage:
    asked = draft_path(installation, draft).page(page)
    if asked is None or not slot_fields(asked.fields):
        raise NotFound("page")
    return asked


def _waiting(installation: Installation, unit: Unit, draft: Draft, field: Any, speech: Speech) -> dict[str, Any]:
    standing = full_times(unit, draft.id, field, draft_environment(installation, draft))
    return {
        "id": field.id,
        "label": speech.text(field.label_place, field.label),
        "times": [
            (
                one.slot.id,
                f"{day_in_words(one.slot.starts, speech)} "
                f"{hours_in_words(one.slot.starts, one.slot.ends, speech)}　{one.slot.place}",
                one.place,
            )
            for one in standing
        ],
    }


@router.post("/apply/{procedure}/{draft}/{page}/wait")
def wait(request: Request, procedure: str, draft: str, page: str, posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_of_resident(installation, unit, session, procedure, draft)
        fields = {field.id: field for field in slot_fields(_asked(installation, found, page).fields)}
        field, environment = fields.get(first(posted, "question")), draft_environment(installation, found)
        # A guest is gone with the session: nobody could be told.
        if field is None or session.realm == GUEST:
            raise NotFound("slot")
        waits = True
        if "stop" in posted:
            stop_waiting_for(unit, found, field, first(posted, "stop"))
        else:
            waits = wait_for_slot(installation, unit, found.id, field, environment, first(posted, "slot"))
        unit.commit()
    return see(request, f"/apply/{procedure}/{draft}/{page}/wait" if waits else f"/apply/{procedure}/{draft}/{page}")


@router.post("/apply/{procedure}/{draft}/stop-waiting")
def leave(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    """Out of the row from my page, whatever the draft asks by now. Pressed twice, nothing more happens."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_of_resident(installation, unit, session, procedure, draft)
        asked = {field.id: field for field in slot_fields(found.procedure.fields)}
        if first(posted, "question") not in asked:
            raise NotFound("slot")
        stop_waiting_for(unit, found, asked[first(posted, "question")], first(posted, "slot"))
        unit.commit()
    return see(request, "/applications?left")
