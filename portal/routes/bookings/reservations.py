"""An applicant's booked times."""

from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.fields.slot import day_in_words, hours_at_place
from forms.path.binding import sentence
from forms.path.path import AskedPage
from forms.text.speech import Speech
from forms.text.translations import translate
from portal.db import Unit
from portal.errors import NotFound
from portal.services.bookings.change_reservation import Booking, booking_of, bookings_of, change_time, times_left
from portal.services.bookings.hold_slots import slot_fields
from portal.services.bookings.wait_for_slot import full_times, stop_waiting_for, wait_for_slot
from portal.services.bookings.write_calendar import write_calendar
from portal.services.cases.cases import Case, case_of_resident
from portal.services.cases.mandate_acts import MEND, WITHDRAW, case_for_act, may_do
from portal.services.filing.drafts import Draft, draft_environment, draft_of_resident, draft_path
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.my_cases.cancel_time import cancel_time, describe_cancelling
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST
from portal.web.bookings.booked_view import time_text
from portal.web.filing.draft_address import question_address
from portal.web.filing.draft_page import draft_context
from portal.web.filing.who_files import filer, filer_of
from portal.web.my_cases.stop_reason import reason_problem
from portal.web.shared.access import owner
from portal.web.shared.calendar_answer import calendar_answer, calendar_host
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, reading, resident_actor, writing
from portal.web.shared.words import words

router = Router("resident", access=owner())


@router.get("/applications/{receipt_number}/reservation.ics")
def calendar(request: Request, receipt_number: str) -> Response:
    with reading(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        bookings = bookings_of(installation, unit, case)
    language = language_of(request)
    rows = [replace(booking.row, place=translate(language, booking.row.place)) for booking in bookings]
    if not rows:
        raise NotFound("reservation")
    summary = words(language)["booking.in_calendar"].format(city=installation.city.name)
    videos = {booking.row.uid: booking.video for booking in bookings}
    host, now = calendar_host(installation.settings), installation.clock.now()
    return calendar_answer(write_calendar(rows, summary, host, now, videos), "reservation")


@router.get("/applications/{receipt_number}/times/{question}")
def choose(request: Request, receipt_number: str, question: str) -> Response:
    with reading(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        booking = booking_of(installation, unit, case, question)
        return _page(request, installation, unit, case, booking)


def _page(
    request: Request, installation: Installation, unit: Unit, case: Case, booking: Booking, *, problem: str = "", reason: str = "",
    reason_wrong: str = "", changed: bool = False,
) -> Response:  # fmt: skip
    speech = speech_of(case.procedure, language_of(request))
    days: dict[str, list[tuple[str, str]]] = {}
    for slot in sorted(times_left(unit, case, booking), key=lambda slot: (slot.starts, slot.place)):
        label = hours_at_place(slot.starts, slot.ends, slot.place, speech)
        days.setdefault(day_in_words(slot.starts, speech), []).append((slot.id, label))
    context = {
        "receipt_number": case.row.receipt_number,
        "title": speech.text("title", case.procedure.title),
        "now_booked": time_text(booking, speech),
        "booked": booking.row.id,
        "changed": changed,
        "days": days,
        "here": f"/applications/{case.row.receipt_number}/times/{booking.row.question}",
        "until": booking.until,
        "problem": problem,
        "reason": reason,
        "reason_wrong": reason_wrong,
        "cancelling": describe_cancelling(installation, unit, case, booking),
        "fixed": booking.fixed,
        "needed": installation.city.withdraw_reason,
        "may_change": may_do(unit, case, MEND),
        "may_cancel": may_do(unit, case, WITHDRAW),
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today()), speech.language),
    }
    wrong = problem or reason_wrong
    return render(request, "pages/applications/change_time.html", context, status=409 if changed else 200, wrong=wrong)


@router.post("/applications/{receipt_number}/times/{question}")
def change(request: Request, receipt_number: str, question: str, posted: Post) -> Response:
    with writing(request, filer) as (installation, unit, session):
        act = WITHDRAW if "cancel" in posted else MEND
        case = case_for_act(installation, unit, session, receipt_number, act)
        booking = booking_of(installation, unit, case, question)
        actor = resident_actor(request, session)
        # In a company another account may have taken another time for this question since the page was read.
        if first(posted, "booked") != str(booking.row.id):
            return _page(request, installation, unit, case, booking, changed=True)
        if "cancel" in posted:
            reason = first(posted, "reason").strip()
            cancelling = describe_cancelling(installation, unit, case, booking)
            wrong = reason_problem(request, reason) if cancelling.stops else ""
            if wrong:
                return _page(request, installation, unit, case, booking, reason=reason, reason_wrong=wrong)
            cancel_time(installation, unit, case, actor, booking, cancelling, reason)
            outcome = "cancelled"
        else:
            mistake = change_time(installation, unit, case, actor, booking, first(posted, "slot"))
            if mistake is not None:
                speech = speech_of(case.procedure, language_of(request))
                problem = sentence(mistake, booking.field, speech)
                return _page(request, installation, unit, case, booking, problem=problem)
            outcome = "changed"
        unit.commit()
    return see(request, f"/applications/{receipt_number}?{outcome}")


@router.get("/apply/{procedure}/{draft}/page/{page}/wait")
def row(request: Request, procedure: str, draft: str, page: str) -> Response:
    with reading(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        asked = _asked(installation, saved_draft, page)
        speech = speech_of(saved_draft.procedure, language_of(request))
        fields = [_waiting(installation, unit, saved_draft, field, speech) for field in slot_fields(asked.fields)]
    facts = describe_procedure(installation, saved_draft.procedure, language_of(request))
    context = draft_context(request, installation, saved_draft, draft_path(installation, saved_draft)) | {
        "facts": facts,
        "fields": fields,
        "here": question_address(procedure, draft, page),
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
                waiting.slot.id,
                f"{day_in_words(waiting.slot.starts, speech)} "
                f"{hours_at_place(waiting.slot.starts, waiting.slot.ends, waiting.slot.place, speech)}",
                waiting.place,
                waiting.since,
            )
            for waiting in standing
        ],
    }


@router.post("/apply/{procedure}/{draft}/page/{page}/wait")
def wait(request: Request, procedure: str, draft: str, page: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        fields = {field.id: field for field in slot_fields(_asked(installation, saved_draft, page).fields)}
        field, environment = fields.get(first(posted, "question")), draft_environment(installation, saved_draft)
        # A guest session ends without an address to notify.
        if field is None or session.realm == GUEST:
            raise NotFound("slot")
        waits = True
        if "stop" in posted:
            stop_waiting_for(unit, saved_draft, field, first(posted, "stop"))
        else:
            waits = wait_for_slot(installation.clock, unit, saved_draft.id, field, environment, first(posted, "slot"))
    address = question_address(procedure, draft, page)
    return see(request, f"{address}/wait" if waits else address)


@router.post("/apply/{procedure}/{draft}/stop-waiting")
def leave(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        asked = {field.id: field for field in slot_fields(saved_draft.procedure.fields)}
        if first(posted, "question") not in asked:
            raise NotFound("slot")
        ended = stop_waiting_for(unit, saved_draft, asked[first(posted, "question")], first(posted, "slot"))
    return see(request, f"/applications?{ended}")
