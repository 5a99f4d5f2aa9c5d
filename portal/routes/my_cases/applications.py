from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.kind import EXAMINING, WITHDRAWN
from forms.text.speech import Speech
from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.change_reservation import bookings_of
from portal.services.bookings.describe_drawing import DrawingStatus, drawing_status
from portal.services.bookings.door_keys import doors_of
from portal.services.bookings.wait_for_slot import Waits, waits_of
from portal.services.cases.cases import Case, case_of_resident, open_own_case
from portal.services.cases.coupons import coupons_of
from portal.services.cases.fee import amount_due
from portal.services.cases.last_change import end_of_times, last_day_to_stop
from portal.services.cases.receiving_office import office_line
from portal.services.cases.result import following_of, result_of
from portal.services.filing.describe_papers import papers_of_case, without_late
from portal.services.filing.discard_draft import discarded_of
from portal.services.filing.drafts import Draft, deleted_on, draft_path, open_draft
from portal.services.filing.start_again import may_start_again
from portal.services.filing.track_application import track_code
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.my_cases.give_file import given_to
from portal.services.my_cases.list_documents import has_declared, list_documents, may_declare
from portal.services.my_cases.open_requests import asked_now
from portal.services.my_cases.own_applications import own_applications, own_drafts
from portal.services.my_cases.read_ahead import read_case, read_cases, read_drafts, read_person
from portal.services.my_cases.request_item import Whose
from portal.services.my_cases.send_message import thread
from portal.services.my_cases.start_another import named_in, several_of
from portal.services.my_cases.state_line import Happened, timeline
from portal.services.my_cases.stop_application import ASKED, OVER, way_to_stop
from portal.services.my_cases.sum_up_decision import sum_up_decision
from portal.services.notices.attach_notice import missing_title
from portal.services.notices.put_in_dispatch import goes_by_agent
from portal.services.procedures.check_sections import check_sections
from portal.services.procedures.describe_consequences import Consequences, describe_consequences
from portal.services.residents.company_rights import colleagues, gives
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, SEND, WRITE, Session
from portal.services.signing.answer_mandate import is_given, mandate_code, mandates_of
from portal.services.signing.ask_signers import TAKES_PAPER, asked_of, signer_code
from portal.store.bundles import bundles
from portal.store.cases import applications, entitlements
from portal.store.filing import draft_codes, drafts
from portal.store.my_cases.messages import RESIDENT
from portal.store.signing import delegations
from portal.store.together import together
from portal.web.bookings.booked_view import BookedView, booked_view, waits_view
from portal.web.bookings.budget_view import queue_line
from portal.web.bundles.bundle_cards import bundle_drafts, with_bundles
from portal.web.filing.draft_address import check_address
from portal.web.filing.who_files import filer
from portal.web.my_cases.acts_view import acts_view, without_unasked
from portal.web.my_cases.asked_view import asked_views
from portal.web.my_cases.case_lines import application_lines
from portal.web.my_cases.mending_page import in_language
from portal.web.my_cases.my_cards import asked_cards, sent_cards
from portal.web.my_cases.near_day import near_day
from portal.web.my_cases.next_view import next_view
from portal.web.shared.access import owner, signed_in
from portal.web.shared.file_answer import Linked, linked
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.router import Router
from portal.web.shared.state import reading
from portal.web.shared.words import words
from portal.web.signing.mandate_words import mandate_line

router = Router("resident", prefix="/applications")

# The confirmation of the last act, by the query parameter that names it.
_FLASHES = {"corrected": "correct.sent", "stopped": "stop.done", "stopping": "stop.asked", "electronic": "flash.electronic", "over": "stop.over", "late": "stop.late",
            "handed": "paper.handed", "signed": "mend.signed", "copied": "mend.copied",
            "changed": "booking.flash_changed", "cancelled": "booking.flash_cancelled", "left": "slot.left", "declined": "slot.declined", "chosen": "slot.still_chosen", "discarded": "discard.done"}  # fmt: skip
_REFUSALS = ("over", "late")
_FEW = 5  # applications that a person finds without a search


@router.get("", access=signed_in())
def my_page(request: Request) -> Response:
    language = language_of(request)
    with reading(request, filer) as (installation, unit, session):
        person, today = session.person_id or "", installation.clock.today().isoformat()
        with together(unit) as ahead:
            read_person(ahead, person, guest=session.guest)
            asked_now(installation, ahead, Whose(person, (), all=True))
        with together(unit) as ahead:
            read_cases(ahead, applications.of_person(unit, person), today)
            read_drafts(ahead, drafts.of_person(unit, person))
        own = own_applications(installation.clock, unit, session)
        entitled = bool(entitlements.of_applications(unit, [row.id for row in own]))
        cases = [open_own_case(installation, unit, row) for row in own]
        asked = asked_now(installation, unit, Whose(person, cases, all=session.looks is None, seat=session.seat))
        lines = application_lines(installation, unit, cases, language, asked)
        sent = with_bundles(
            unit, cases, [line | _sender(session, case) for case, line in zip(cases, lines, strict=True)]
        )
        open_drafts = [open_draft(installation, unit, row) for row in own_drafts(unit, session)]
        in_bundles = bundles.of_parts(unit, [draft.id for draft in open_drafts])
        copyable = _copyable(installation, session, cases, language)
        now = to_micro(installation.clock.now())
        by_code = _by_code(installation, unit, session, now, language)
        discarded = [
            draft for draft in discarded_of(installation, unit, person) if session.may(WRITE, draft.procedure.id)
        ]
        may_mandate = not session.guest and (session.seat is None or gives(unit, session))
        for_them = mandates_of(installation, unit, session) if may_mandate else []
        writers = colleagues(installation.keys, unit, session)
        waits = {draft.id: waits_of(unit, draft, now) for draft in open_drafts}
    several = several_of(open_drafts)
    waiting = bundle_drafts(installation.settings, open_drafts, in_bundles, language, writers) + [
        _draft_line(installation, draft, language, waits[draft.id], several, on=session.seat is not None)
        | {"writer": writers.get(draft.row.member_id or 0, "")}
        for draft in open_drafts
        if draft.id not in in_bundles
    ]
    views = asked_views(installation.clock, asked, language, session.seat)
    context: dict[str, Any] = {
        "asked": asked_cards(sent, views), "sent": sent_cards(sent, views), "drafts": waiting, **_flash(request)
    }  # fmt: skip
    context |= {
        "copyable": copyable,
        "by_code": by_code,
        "entitled": entitled,
        "several_sent": len(cases) > _FEW and session.looks is None,
        "may_mandate": may_mandate,
        "for_them": [mandate_line(mandate, language) for mandate in for_them],
        "by_line": installation.account_provider is not None,
    }
    context["discarded"] = [
        {
            "action": f"/apply/{discarded_draft.procedure.id}/{discarded_draft.id}/restore",
            "title": speech_of(discarded_draft.procedure, language).text("title", discarded_draft.procedure.title),
            "until": discarded_draft.until,
        }
        for discarded_draft in discarded
    ]
    return render(request, "pages/applications/list.html", context)


def _draft_line(
    installation: Installation, draft: Draft, language: str, waits: list[Waits], several: Collection[str], *, on: bool
) -> dict[str, Any]:
    # Of several the address of the procedure opens the first.
    here, another = f"/apply/{draft.procedure.id}/{draft.id}", draft.procedure.id in several
    href = f"{here}/check" if on or another else f"/apply/{draft.procedure.id}"
    return {
        "href": href,
        "go": f"{here}/check" if draft.seen else href,  # it leads to the first page that is open
        "whose": named_in(draft) if another else "",
        "here": here,
        "title": speech_of(draft.procedure, language).text("title", draft.procedure.title),
        "parts": [],
        "deleted_on": deleted_on(installation.settings, draft),
        "done": len(draft.seen),
        "total": len(draft_path(installation, draft).pages),
        "waits": waits_view(waits, speech_of(draft.procedure, language)),
    }


def _sender(session: Session, case: Case) -> dict[str, str]:
    # Inside the company alone: others who read the case know the company.
    return {"sender": case.evidence.get("sent_by", "") if session.seat is not None else ""}


def _copyable(
    installation: Installation, session: Session, cases: Sequence[Case], language: str
) -> list[tuple[str, str]]:
    # The newest of each procedure.
    newest = {case.procedure.id: case for case in reversed(cases)}
    return [
        (case.row.receipt_number, speech_of(case.procedure, language).text("title", case.procedure.title))
        for case in newest.values()
        if session.may(WRITE, case.procedure.id) and may_start_again(installation, case)
    ]


def _by_code(installation: Installation, unit: Unit, session: Session, now: int, language: str) -> list[dict[str, str]]:
    # What a guest opened here with the code of another device: this page would be empty.
    rows = [drafts.by_id(unit, draft) for draft in draft_codes.opened_by(unit, session.person_id or "", now)]
    opened = [open_draft(installation, unit, row) for row in rows if row is not None and session.guest]
    return [
        {
            "href": check_address(draft.procedure.id, draft.id),
            "title": speech_of(draft.procedure, language).text("title", draft.procedure.title),
        }
        for draft in opened
    ]


def _flash(request: Request) -> dict[str, str]:
    name = next((name for name in _FLASHES if name in request.query_params), "")
    if not name:
        return {}
    sentence = words(language_of(request))[_FLASHES[name]]
    return {"flash": sentence, "flash_tone": "warn" if name in _REFUSALS else "ok"}


def _signers(
    installation: Installation, unit: Unit, session: Session, case: Case, language: str
) -> list[tuple[str, str, bool, str]]:
    # With whether they may still sign on paper, and the code to pass on. The reason of a refusal stays between signer and section.
    if case.row.person_id != session.person_id or case.row.state == WITHDRAWN or session.looks is not None:
        return []
    texts, today = words(language), installation.clock.today()
    speech = speech_of(case.procedure, language)
    return [
        (
            speech.text(f"{signature.path}.label", signature.label),
            texts[f"signers.of.{signature.row.state}"].format(day=near_day(signature.row.due, today, language)),
            signature.row.paper and signature.row.state in TAKES_PAPER,
            signer_code(installation.code_key, case.row, signature.row) if signature.waits else "",
        )
        for signature in asked_of(unit, case.sealer, case.row.id)
    ]


def _read_on_line(installation: Installation, unit: Unit, session: Session, case: Case) -> dict[str, bool]:
    return {
        "declared": has_declared(unit, case),
        "may_declare": not session.guest and may_declare(installation, unit, case),
        "by_agent": goes_by_agent(unit, case),
        "coupon": bool(coupons_of(installation, unit, case)),
    }


def _mandate(installation: Installation, unit: Unit, session: Session, case: Case) -> dict[str, str]:
    # {} unless a confirmation is open and the viewer is the proxy.
    delegation = delegations.of_application(unit, case.row.id)
    if (
        delegation is None
        or delegation.state != delegations.CLAIMED
        or not is_given(delegation.kind)
        or not case.procedure.principal
    ):
        return {}
    if session.guest or case.row.person_id != session.person_id:
        return {}
    return {
        "code": mandate_code(installation.code_key, case.row),
        "address": f"{installation.settings.base_url}/mandates",
    }


def _stopping(installation: Installation, unit: Unit, session: Session, case: Case) -> dict[str, Any]:
    way = way_to_stop(installation, unit, case, installation.clock.today())
    return {
        "way": way if _may_send(session, case) else OVER,
        "stopping": way == ASKED,
        "stop_until": last_day_to_stop(installation, unit, case),
    }


def _may_send(session: Session, case: Case) -> bool:
    # What an account that may only read or write is refused is not offered to it.
    return session.seat is None or session.may(SEND, case.procedure.id)


def _shows_only(installation: Installation, session: Session, case: Case) -> bool:
    # No request is drawn then: the state itself names what is owed.
    return installation.city.track_shows_only and case.row.person_id != session.person_id


def _booked(
    installation: Installation, unit: Unit, session: Session, case: Case, language: str, happened: Iterable[Happened]
) -> list[BookedView]:  # fmt: skip
    booked = bookings_of(installation, unit, case)
    doors = doors_of(installation, unit, case, booked) if installation.locks is not None else {}
    views = booked_view(booked, speech_of(case.procedure, language), doors, _changes(happened))
    return views if _may_send(session, case) else [replace(view, open=False) for view in views]


def _sections(case: Case, speech: Speech) -> list[tuple[str, list[tuple[str, str, str, list[Linked]]]]]:
    address = f"/applications/{case.row.receipt_number}"
    return [
        (section.title, [(row.label, row.value, "", linked(row.files, address)) for row in section.rows])
        for section in check_sections(case.procedure, case.path, speech, case.files)
    ]


def _is_reopened(case: Case, happened: Iterable[Happened]) -> bool:
    return case.row.state == EXAMINING and any(move.key == "timeline.reopen" for move in happened)


def _changes(happened: Iterable[Happened]) -> set[datetime]:
    return {move.at for move in happened if move.key == "timeline.rebook"}


def _consequences(case: Case, speech: Speech, lots: DrawingStatus | None) -> Consequences:
    drawn = lots is not None and lots.drawn
    return describe_consequences(case.procedure, case.path, speech, case.arrival_day, drawn=drawn)


@router.get("/{receipt_number}", access=owner())
def receipt(request: Request, receipt_number: str) -> Response:
    language = language_of(request)
    with reading(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        read_case(unit, case.row, installation.clock.today().isoformat())
        asked = asked_now(installation, unit, Whose(session.person_id or "", [case], all=False, seat=session.seat))
        beside = [] if _shows_only(installation, session, case) else asked
        line = application_lines(installation, unit, [case], language, beside)[0] | _sender(session, case)
        lots = drawing_status(installation, unit, case, language)
        bundle, happened = bundles.of_part(unit, case.row.uid), in_language(case, timeline(unit, case), language)
        context = line | {
            "bundle": bundle if bundle and case.row.person_id == session.person_id else "",
            "lots": lots,
            "happened": happened,
            "reopened": _is_reopened(case, happened),
            "booked": _booked(installation, unit, session, case, language, happened),
            "may_send": _may_send(session, case),
            **_stopping(installation, unit, session, case),
            "signers_address": f"{installation.settings.base_url}/signers",
            "signers": _signers(installation, unit, session, case, language),
            "mandate": _mandate(installation, unit, session, case),
            "track": track_code(installation.code_key, unit, case.row.id) if session.takes_codes else "",
            "documents": list_documents(installation, unit, case),
            "given": [file for file in given_to(installation, unit, case) if file.taken_back_at is None],
            "awaited": missing_title(installation, unit, case),
            **_read_on_line(installation, unit, session, case),
            "papers": papers_of_case(installation.clock, unit, case, speech_of(case.procedure, language)),
            "owed": amount_due(installation, unit, case),
            "result": (result := result_of(unit, case, language)),
            "follows_result": [] if end_of_times(installation, unit, case) else following_of(case, result, language),
            "decision": sum_up_decision(
                installation, case, happened, result.outcome if result is not None else case.row.state, language
            ),
            **queue_line(installation, unit, case, language),
            **next_view(installation, unit, session, case, language),
            "talk": [] if session.realm == GUEST else thread(unit, case, RESIDENT),
        }
        context = without_unasked(unit, case, context) | acts_view(unit, case, language)
    speech = speech_of(case.procedure, language)
    context |= {
        "just_sent": "sent" in request.query_params,
        **_flash(request),
        "facts": describe_procedure(installation, case.procedure, language),
        "kind": case.row.kind,
        "again": may_start_again(installation, case) and session.may(WRITE, case.procedure.id),
        "sections": _sections(case, speech),
        "consequence_view": without_late(_consequences(case, speech, lots), context["papers"]),
        "guest": session.realm == GUEST,
        "shows_only": _shows_only(installation, session, case),
        "mail_there": installation.mailer is not None and case.row.person_id == session.person_id,
        "asked": asked_views(installation.clock, asked, language, session.seat),
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today()), language),
        "receiving": office_line(installation.city, case.row.office, installation.clock.today()),
    }
    return render(request, "pages/applications/receipt.html", context)
