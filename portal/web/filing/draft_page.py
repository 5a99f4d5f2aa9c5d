"""Shared by the pages of a draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.path.path import AskedPage, Path
from portal.db import Unit
from portal.errors import NotFound
from portal.services.filing.drafts import OWNER, Beside, Draft, deleted_on, draft_of_resident
from portal.services.filing.gather_sources import ask_register, gather_sources, knows_more, sources_stale
from portal.services.filing.move_draft import move_draft, way_on
from portal.services.filing.pair_remote import is_here
from portal.services.finding.describe_procedure import name_procedure
from portal.services.procedures.last_day import last_day
from portal.services.residents.linked_person import linked_number
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, Session
from portal.store.cases import applications
from portal.store.filing.draft_codes import WHOLE
from portal.web.filing.draft_address import check_address, question_address
from portal.web.filing.helped_view import HELPERS, comes_to_help, note_help
from portal.web.filing.who_files import filer_of
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.signed_in import resident_actor
from portal.web.shared.state import installation_of
from portal.web.shared.words import words


def address_of(draft: Draft, asked: AskedPage | None) -> str:
    """The check page without a question."""
    if asked is None:
        return check_address(draft.procedure.id, draft.id)
    return question_address(draft.procedure.id, draft.id, asked.page.id)


def onward(draft: Draft, path: Path) -> str:
    """A part of a bundle continues where the bundle does."""
    if path.stopped is not None:
        return f"{address_of(draft, path.pages[-1])}/stopped"
    if draft.helping:
        return address_of(draft, None)  # helpers choose among the questions there
    if draft.bundle:
        return f"/bundles/{draft.bundle}"
    return address_of(draft, path.next_page(draft.seen))


def draft_context(
    request: Request, installation: Installation, draft: Draft, path: Path | None = None
) -> dict[str, Any]:
    today = installation.clock.today()
    office = installation.city.office(draft.procedure.duty, today)
    send_by, sure = last_day(installation.rules, draft.procedure, path, today) if path else (None, True)
    session = getattr(request.state, "person", None)
    return {
        "draft": draft.id,
        "procedure": draft.procedure.id,
        "office": office_view(office),
        "saved_at": draft.saved_at if draft.seen else None,
        "deleted_on": deleted_on(installation.settings, draft),
        "brought": None,
        "send_by": send_by,
        "send_by_sure": sure,
        "may_share": draft.access in (OWNER, WHOLE),
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
    """A reading unit, the filer, and the draft or its receipt number. If due, the draft is first moved to the newest
    version, and known facts are collected. Raises SignInNeeded, GuestEnded, NotFound."""
    installation = installation_of(request)
    with installation.database.read() as unit:
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
    """`card`: the owner's, if the sources are asked again."""

    moves: bool
    helped: bool
    asks: bool
    card: dict[str, Any]
    linked: str


def _due(request: Request, unit: Unit, session: Session, draft: Draft) -> _Due | None:
    installation, row, begun = installation_of(request), draft.row, draft.procedure
    moves = bool(way_on(installation.catalogue, unit, begun))
    # A helper, or a person with a code, does not hold the owner's card.
    own = row.person_id == session.person_id
    asks = own and knows_more(begun) and sources_stale(unit, row.id, row.person_id)
    helped = draft.helping and comes_to_help(request, unit, row)
    if not (moves or asks or helped):
        return None
    card = card_of(installation.keys, unit, session.person_id or "") if asks else {}
    linked = linked_number(installation.keys, unit, session.person_id or "") if asks else ""
    return _Due(moves, helped, asks, card, linked)


def _bring_up(request: Request, session: Session, procedure: str, draft_id: str, due: _Due) -> None:
    installation = installation_of(request)
    match = ask_register(installation, due.card, due.linked) if due.asks else None
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, procedure, draft_id, helpers=HELPERS)
        if due.helped:
            note_help(request, unit, draft, "look")
        if due.asks:
            gather_sources(installation, unit, draft, due.card, match, resident_actor(request, session))
        if due.moves:
            move_draft(installation, unit, draft)
        unit.commit()


def not_now(
    request: Request, installation: Installation, procedure: Procedure, message: str, *, letter: bool = False
) -> Response:
    office = office_view(installation.city.office(procedure.duty, installation.clock.today()))
    context = {
        "facts": name_procedure(procedure, language_of(request)),
        "said": {
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
    """In this order: on PostgreSQL each statement has a later snapshot, and a double click may send the draft in
    between."""
    try:
        return draft_of_resident(installation, unit, session, procedure, draft, helpers=HELPERS, beside=beside)
    except NotFound:
        row = applications.by_uid(unit, draft)
        if row is None or row.person_id != session.person_id:
            raise
        return row.receipt_number
