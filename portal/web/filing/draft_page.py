"""Shared by the pages of a draft; submits it: stored, committed, answered."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import PUBLIC, Procedure
from forms.path.path import AskedPage, Path
from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.errors import NotFound, SignInNeeded
from portal.services.cases.cases import is_theirs
from portal.services.filing.admit_once import demand_try, household_of, own_earlier, places_of
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import OWNER, Beside, Draft, deleted_on, draft_of_resident, save_draft
from portal.services.filing.gather_sources import ask_register, gather_sources, knows_more, sources_stale
from portal.services.filing.known.assume_known import assume_known
from portal.services.filing.move_draft import move_draft, way_on
from portal.services.filing.note_protected import UNSIGNED, Looked
from portal.services.filing.pair_remote import is_here
from portal.services.filing.submit_application import submit_application
from portal.services.filing.track_application import give_track_code
from portal.services.finding.describe_procedure import name_procedure
from portal.services.notices.explain_letter import LANGUAGE
from portal.services.procedures.last_day import last_day
from portal.services.residents.linked_person import linked_number
from portal.services.residents.sign_in_company import company_evidence
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, SEND, Session, touch_session
from portal.services.shared.throttle import ONCE_PERSON, count
from portal.store.cases import applications
from portal.store.filing.draft_codes import WHOLE
from portal.web.filing.draft_address import check_address, question_address
from portal.web.filing.fee_first import fee_address
from portal.web.filing.helped_view import HELPERS, is_helping, note_help
from portal.web.filing.who_files import filer_of, lacks
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.state import installation_of, reading, resident_actor
from portal.web.shared.words import words


def address_of(draft: Draft, asked: AskedPage | None) -> str:
    if asked is None:
        return check_address(draft.procedure.id, draft.id)
    return question_address(draft.procedure.id, draft.id, asked.page.id)


def onward(installation: Installation, draft: Draft, path: Path) -> str:
    """A part of a bundle continues where the bundle does."""
    if path.stopped is not None:
        return f"{address_of(draft, path.pages[-1])}/stopped"
    if draft.helping:
        return address_of(draft, None)  # helpers choose among the questions there
    if draft.bundle:
        return f"/bundles/{draft.bundle}"
    return address_of(draft, assume_known(installation, draft, path).asked)


def draft_context(
    request: Request, installation: Installation, draft: Draft, path: Path | None = None
) -> dict[str, Any]:
    today = installation.clock.today()
    office = installation.city.office(draft.procedure.duty, today)
    closed = installation.rules.closed_words(draft.procedure, speech_of(draft.procedure, language_of(request)), today)
    send_by, sure = last_day(installation.rules, draft.procedure, path, today) if path and not closed else (None, True)
    session = getattr(request.state, "person", None)
    return {
        "draft": draft.id,
        "procedure": draft.procedure.id,
        "office": office_view(office, language_of(request)),
        "saved_at": draft.saved_at if draft.seen else None,
        "deleted_on": deleted_on(installation.settings, draft),
        "brought": None,
        "closed": closed,
        "counted": draft.procedure.tallied == PUBLIC,
        "send_by": send_by,
        "send_by_sure": sure,
        "lacks": "" if draft.helping else lacks(session, draft.procedure.id),
        "may_share": draft.access in (OWNER, WHOLE) and not (session and session.seat),
        "may_invite": draft.procedure.helper and not draft.helping,
        "helping": draft.helping,
        "may_look_along": is_here(installation.settings) and not draft.helping and not draft.bundle,
        "present": draft.present,
        "bundle": "" if draft.helping else draft.bundle,
        "part": _part(request, draft) if draft.bundle else None,
        "stays_with_session": bool(
            session and session.realm == GUEST and draft.access == OWNER and not draft.kept_by_code
        ),
    }


def _part(request: Request, draft: Draft) -> dict[str, Any]:
    speech = speech_of(draft.procedure, language_of(request))
    title = speech.text("title", draft.procedure.title)
    return {"number": draft.place + 1, "count": len(draft.parts), "title": title}


@contextmanager
def opened(request: Request, procedure: str, draft_id: str) -> Iterator[tuple[Unit, Session, Draft | str]]:
    """A reading unit, the filer, and the draft or its receipt number. If due, first moves the draft to the newest
    version and collects known facts. Raises SignInNeeded, GuestEnded, NotFound."""
    with reading(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        draft = draft_or_receipt(installation, unit, session, procedure, draft_id)
        due = _due(request, unit, session, draft) if isinstance(draft, Draft) else None
        if due is None:
            yield unit, session, draft
            return
    _bring_up(request, session, procedure, draft_id, due)
    with installation.database.read() as unit:
        yield unit, session, draft_or_receipt(installation, unit, session, procedure, draft_id)


@dataclass(frozen=True)
class _Due:
    moves: bool
    helped: bool
    asks: bool
    card: dict[str, Any]  # the owner's, if the sources are asked again
    linked: str


def _due(request: Request, unit: Unit, session: Session, draft: Draft) -> _Due | None:
    installation, row, begun = installation_of(request), draft.row, draft.procedure
    moves = bool(way_on(installation.catalogue, unit, begun))
    # A helper, or a person with a code, does not hold the owner's card.
    own = row.person_id == session.person_id
    asks = own and draft.stale and knows_more(begun)
    helped = draft.helping and is_helping(request, unit, row)
    if not (moves or asks or helped):
        return None
    card = card_of(installation.keys, unit, session.person_id or "") if asks else {}
    linked = linked_number(installation.keys, unit, session.person_id or "") if asks else ""
    return _Due(moves, helped, asks, card, linked)


def _bring_up(request: Request, session: Session, procedure: str, draft_id: str, due: _Due) -> None:
    installation = installation_of(request)
    match = ask_register(installation, due.card, due.linked) if due.asks else None
    with installation.database.change() as unit:
        draft = draft_of_resident(installation, unit, session, procedure, draft_id, helpers=HELPERS)
        if due.helped:
            note_help(request, unit, draft, "look")
        if due.asks:
            # Parts of a bundle are passed before their first page is opened.
            for part in draft.parts or (draft,):
                if knows_more(part.procedure) and sources_stale(unit, part.id, part.row.person_id):
                    account = session.identity[1] if session.seat is not None and session.identity else ""
                    gather_sources(installation, unit, part, due.card, match, resident_actor(request, session), account)
        if due.moves:
            move_draft(installation, unit, draft)


def not_now(
    request: Request, installation: Installation, procedure: Procedure, message: str, *, letter: bool = False
) -> Response:
    office = office_view(installation.city.office(procedure.duty, installation.clock.today()), language_of(request))
    context = {
        "facts": name_procedure(procedure, language_of(request)),
        "advice": {
            "say": message,
            "next": words(language_of(request))["closed.next"].format(telephone=office["telephone"]),
        },
        "back": f"/procedures/{procedure.id}",
        "office": office,
        "letter": letter,
    }
    return render(request, "pages/apply/stopped.html", context, status=409)


def draft_or_receipt(
    installation: Installation,
    unit: Unit,
    session: Session,
    procedure: str,
    draft: str,
    *,
    beside: Beside | None = None,
) -> Draft | str:
    """In this order: a double click may send the draft between two statements (PostgreSQL)."""
    try:
        return draft_of_resident(installation, unit, session, procedure, draft, helpers=HELPERS, beside=beside)
    except NotFound:
        row = applications.by_uid(unit, draft)
        if row is None or not is_theirs(unit, session, row):
            raise
        return row.receipt_number


def send_draft(
    request: Request, unit: Unit, session: Session, draft: Draft, evidence: Mapping[str, Any], looked: Looked,
    signed: str = "", then: Callable[[Draft], None] = lambda _draft: None, walked: Path | None = None,
) -> Response | Path:  # fmt: skip
    """A redirect, or the path if something is open. `signed`: the document; `then` runs in the same transaction;
    `walked`: this draft's path."""
    installation = installation_of(request)
    now = installation.clock.now()
    draft = replace(draft, row=replace(draft.row, door="online", person_id=session.person_id))
    evidence = {
        **session_evidence(installation.keys, unit, session, draft.procedure), **spoken_in(request), **evidence,
    }  # fmt: skip
    arrival = Arrival(now, "online", "stored")
    if draft.procedure.duplicate is not None:
        demand_try(installation, unit, draft.procedure, session.person_id)
    result = submit_application(
        installation, unit, draft, resident_actor(request, session), arrival, evidence, looked, signed, walked=walked
    )
    if result.no_room:
        return not_now(request, installation, draft.procedure, _full_words(request, draft.procedure))
    if result.again:
        return _sent_before(request, unit, session, draft, result.path)
    if result.unpaid:
        return see(request, fee_address(draft.procedure.id, draft.id))
    if result.unfit:
        return not_now(request, installation, draft.procedure, words(language_of(request))[result.unfit])
    if result.full:
        page = _choose_again(installation, unit, draft, result.path)
        unit.commit()
        return see(request, f"{question_address(draft.procedure.id, draft.id, page)}?full")
    if not result.receipt_number:
        return result.path
    then(draft)
    if session.guest and result.application_id is not None:
        give_track_code(installation.code_key, unit, result.application_id)
    touch_session(installation.clock, unit, session)
    unit.commit()
    return see(request, f"/applications/{result.receipt_number}?sent")


def _sent_before(request: Request, unit: Unit, session: Session, draft: Draft, path: Path) -> Response:
    installation, rule = installation_of(request), draft.procedure.duplicate
    language = language_of(request)
    texts, today = words(language), installation.clock.today()
    if rule is None or not rule.counts_others:
        return not_now(request, installation, draft.procedure, texts["once.sent"])
    person_id, household = session.person_id, household_of(draft, path)
    places = places_of(installation.keys, draft.procedure, person_id, path.answers, path.year, today, household)
    own = own_earlier(unit, places, session.person_id)
    if not own:
        unit.connection.rollback()  # what the refused draft held
        count(installation, unit, ONCE_PERSON, session.person_id or "")
        unit.commit()
    say = speech_of(draft.procedure, language).text("duplicate.say", rule.say)
    then = texts["once.own"].format(number=own) if own else texts["once.ask"]
    return not_now(request, installation, draft.procedure, f"{say}{then}")


def _full_words(request: Request, procedure: Procedure) -> str:
    language = language_of(request)
    if procedure.budget is None:
        return words(language)["capacity.full"]
    return f"{procedure.budget.words(speech_of(procedure, language))} {words(language)['budget.short']}"


def _choose_again(installation: Installation, unit: Unit, draft: Draft, path: Path) -> str:
    # Removes times that are full, because others are offered; a full option stays, and is a mistake. The page of the first.
    gone = path.mistakes.keys() - draft.procedure.option_places.keys()
    answers = {name: value for name, value in draft.answers.items() if name not in gone}
    save_draft(installation, unit, draft, answers, draft.seen)
    return next(asked.page.id for asked in path.pages for field in asked.fields if field.id in path.mistakes)


def spoken_in(request: Request) -> Mapping[str, Any]:
    """For letters (`explain_letter`)."""
    language = language_of(request)
    return {} if language == "ja" else {LANGUAGE: language}


def session_evidence(
    keys: KeyStore, unit: Unit, session: Session, procedure: Procedure
) -> Mapping[str, Any]:  # fmt: skip
    if session.guest:
        if procedure.sign_in not in (("none", "mail") if session.returns else ("none",)):
            raise SignInNeeded("resident")
        return {"way": session.realm if session.returns else UNSIGNED}
    if session.seat is not None:
        session.demand(SEND, procedure.id)
        return company_evidence(keys, unit, session, procedure)
    card = card_of(keys, unit, session.person_id or "")
    return {"way": "card", **{key: card[key] for key in ("provider", "methods", "acr", "auth_time")}}
