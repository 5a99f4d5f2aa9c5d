"""My page: drafts and applications of who is signed in, each with its state in one line; the receipt."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.kind import WITHDRAWN
from portal.clock import to_micro
from portal.db import Unit
from portal.services.answer_mandate import is_given, mandate_code, mandates_of
from portal.services.ask_signers import asked_of, signer_code
from portal.services.asked_item import Whose
from portal.services.asked_now import asked_now
from portal.services.cases import Case, case_of_resident, open_case
from portal.services.change_reservation import bookings_of
from portal.services.check_sections import check_sections
from portal.services.describe_consequences import describe_consequences
from portal.services.describe_papers import papers_of_case, without_late
from portal.services.describe_procedure import describe_procedure
from portal.services.discard_draft import discarded_of
from portal.services.drafts import deleted_on, draft_path, open_draft
from portal.services.installation import Installation
from portal.services.list_documents import list_documents, may_declare
from portal.services.owed import owed
from portal.services.record_delegation import delegation_of
from portal.services.send_message import thread
from portal.services.sessions import GUEST, Session
from portal.services.signature_stand import held_of
from portal.services.start_again import may_start_again
from portal.services.state_line import StateLine, open_correction, state_line, timeline
from portal.services.stop_application import way_to_stop
from portal.services.track_application import track_code
from portal.services.wait_for_slot import waits_of
from portal.store import applications, bundles, delegations, drafts, late_papers, track_codes, withdrawals
from portal.store.applications import ApplicationRow
from portal.store.messages import RESIDENT
from portal.web.asked_view import asked_views
from portal.web.booked_view import booked_view, waits_view
from portal.web.bundle_cards import bundle_drafts, with_bundles
from portal.web.file_answer import linked
from portal.web.near_day import near_day
from portal.web.page import language_of, office_view, render
from portal.web.router import Router
from portal.web.state import installation_of
from portal.web.state_words import state_words
from portal.web.who_files import filer
from portal.web.words import words

router = Router(prefix="/applications")

# What was just done, by the mark in the address.
_FLASHES = {"corrected": "correct.sent", "stopped": "stop.done", "stopping": "stop.asked", "electronic": "flash.electronic", "over": "stop.over",
            "handed": "paper.handed", "signed": "mend.signed", "copied": "mend.copied",
            "changed": "booking.flash_changed", "cancelled": "booking.flash_cancelled", "left": "slot.left", "discarded": "discard.done"}  # fmt: skip


@router.get("")
def my_page(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        person = session.person_id or ""
        cases = [open_case(installation, unit, row) for row in _rows(installation, unit, session)]
        sent = with_bundles(unit, cases, application_lines(installation, unit, cases, language))
        asked = asked_now(installation, unit, Whose(person, cases, all=True))
        open_drafts = [open_draft(installation, unit, row) for row in drafts.of_person(unit, person)]
        together = bundles.of_parts(unit, [draft.id for draft in open_drafts])
        now = to_micro(installation.clock.now())
        discarded = discarded_of(installation, unit, person)
        for_them = [] if session.guest else mandates_of(installation, unit, session)
        waits = {draft.id: waits_of(unit, draft, now) for draft in open_drafts}
    waiting = bundle_drafts(installation, open_drafts, together, language) + [
        {
            "href": f"/apply/{draft.procedure.id}",
            "here": f"/apply/{draft.procedure.id}/{draft.id}",
            "title": installation.speech(draft.procedure, language).text("title", draft.procedure.title),
            "parts": [],
            "deleted_on": deleted_on(installation, draft),
            "done": len(draft.seen),
            "total": len(draft_path(installation, draft).pages),
            "waits": waits_view(waits[draft.id], installation.speech(draft.procedure, language)),
        }
        for draft in open_drafts
        if draft.id not in together
    ]
    context = {"asked": asked_views(installation, asked, language), "sent": sent, "drafts": waiting}
    context["flash"] = _flash(request)
    context["for_them"] = len(for_them)
    context["discarded"] = [
        {
            "action": f"/apply/{one.procedure.id}/{one.id}/restore",
            "title": installation.speech(one.procedure, language).text("title", one.procedure.title),
            "until": one.until,
        }
        for one in discarded
    ]
    return render(request, "pages/applications/list.html", context)


def _flash(request: Request) -> str | None:
    return next(
        (words(language_of(request))[key] for name, key in _FLASHES.items() if name in request.query_params), None
    )


def _rows(installation: Installation, unit: Unit, session: Session) -> list[ApplicationRow]:
    """Their own, and what a guest came to by number and code; without what a mandate no longer opens."""
    person = session.person_id or ""
    came = track_codes.came_to(unit, person) if session.guest else []
    rows = applications.of_person(unit, person) + [
        row for one in came if (row := applications.by_id(unit, one)) is not None
    ]
    over = delegations.over_of(unit, [row.id for row in rows], installation.clock.today().isoformat())
    return [row for row in rows if row.id not in over]


def application_lines(
    installation: Installation, unit: Unit, cases: Sequence[Case], language: str
) -> list[dict[str, Any]]:
    numbers = [case.row.id for case in cases]
    asked_to_stop, owes = withdrawals.open_of(unit, numbers), late_papers.first_dues(unit, numbers)
    held = held_of(unit, numbers)
    found = []
    for case in cases:
        number = case.row.id
        line = state_line(
            installation, case, open_correction(unit, case), stopping=number in asked_to_stop,
            owes=owes.get(number, ""), held=held.get(number, ""),
        )  # fmt: skip
        found.append(_line(installation, unit, case, language, line))
    return found


def _line(installation: Installation, unit: Unit, case: Case, language: str, line: StateLine) -> dict[str, Any]:
    return {
        "href": f"/applications/{case.row.receipt_number}",
        "title": installation.speech(case.procedure, language).text("title", case.procedure.title),
        "receipt_number": case.row.receipt_number,
        "arrived_at": case.arrived_at,
        "arrival_day": case.arrival_day,
        "behalf": _behalf(installation, unit, case, language),
        "state": state_words(line, language, installation.clock.today()),
    }


def _behalf(installation: Installation, unit: Unit, case: Case, language: str) -> list[str]:
    """For whom it was filed, and what became of the mandate; [] for one's own."""
    found, said = delegation_of(unit, case, installation.clock.today()), words(language)
    if found is None:
        return []
    role = said[f"proxy.as.{found.kind}"]
    whom = (
        said["proxy.for"].format(name=found.principal, role=role)
        if found.principal
        else said["proxy.for_nobody"].format(role=role)
    )
    return [whom, said[f"proxy.{found.state}"]]


def _signers(
    installation: Installation, unit: Unit, session: Session, case: Case, language: str
) -> list[tuple[str, str, str]]:
    """Who signs beside the sender: what they are called, how it stands, and the code to hand to them, "" where none is
    needed any more. Nothing of why somebody will not: that is between them and the section."""
    if case.row.person_id != session.person_id or case.row.state == WITHDRAWN:
        return []
    said, today = words(language), installation.clock.today()
    speech = installation.speech(case.procedure, language)
    return [
        (
            speech.text(f"{one.path}.label", one.label),
            said[f"signers.of.{one.row.state}"].format(day=near_day(one.row.due, today, language)),
            signer_code(installation, case.row, one.row) if one.waits else "",
        )
        for one in asked_of(unit, case.sealer, case.row.id)
    ]


def _mandate(installation: Installation, unit: Unit, session: Session, case: Case) -> dict[str, str]:
    """What the proxy hands to the principal, so that they say it themselves; {} where nobody has to, or whoever looks did not file."""
    found = delegations.of_application(unit, case.row.id)
    if found is None or found.state != delegations.CLAIMED or not is_given(found.kind) or not case.procedure.principal:
        return {}
    if session.guest or case.row.person_id != session.person_id:
        return {}
    return {"code": mandate_code(installation, case.row), "address": f"{installation.settings.base_url}/mandates"}


@router.get("/{receipt_number}")
def receipt(request: Request, receipt_number: str) -> Response:
    """Receipt and state in one page: it may be bookmarked, reloaded and printed."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        line = application_lines(installation, unit, [case], language)[0]
        asked = asked_now(installation, unit, Whose(session.person_id or "", [case], all=False))
        bundle = bundles.of_part(unit, case.row.uid)
        context = line | {
            "bundle": bundle if bundle and case.row.person_id == session.person_id else "",
            "booked": booked_view(bookings_of(installation, unit, case), installation.speech(case.procedure, language)),
            "happened": timeline(unit, case),
            "way": way_to_stop(unit, case),
            "signers_address": f"{installation.settings.base_url}/signers",
            "signers": _signers(installation, unit, session, case, language),
            "mandate": _mandate(installation, unit, session, case),
            "track": track_code(installation, unit, case.row.id) if session.guest else "",
            "documents": list_documents(installation, unit, case),
            "may_declare": not session.guest and may_declare(installation, unit, case),
            "papers": papers_of_case(installation, unit, case, installation.speech(case.procedure, language)),
            "owed": owed(installation, unit, case),
            "talk": [] if session.realm == GUEST else thread(unit, case, RESIDENT),
        }
    speech = installation.speech(case.procedure, language)
    here = f"/applications/{receipt_number}"
    sections = [
        (section.title, [(row.label, row.value, "", linked(row.files, here)) for row in section.rows])
        for section in check_sections(case.procedure, case.path, speech, case.files)
    ]
    context |= {
        "just_sent": "sent" in request.query_params,
        "flash": _flash(request),
        "facts": describe_procedure(installation, case.procedure, language),
        "kind": case.row.kind,
        "again": may_start_again(installation, case),
        "sections": sections,
        "found": without_late(
            describe_consequences(case.procedure, case.path, speech, case.arrival_day), context["papers"]
        ),
        "guest": session.realm == GUEST,
        "mail_there": installation.mailer is not None and case.row.person_id == session.person_id,
        "asked": asked_views(installation, asked, language),
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today())),
    }
    return render(request, "pages/applications/receipt.html", context)
