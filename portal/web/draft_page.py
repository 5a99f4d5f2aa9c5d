"""What every page of a draft needs: where it goes on, what its frame prints, whether it was sent already."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.path import AskedPage, Path
from forms.procedure import Procedure
from portal.db import Unit
from portal.errors import NotFound
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import OWNER, Draft, deleted_on, draft_of_resident
from portal.services.gather_sources import ask_register, gather_sources, knows_more, sources_stale
from portal.services.installation import Installation
from portal.services.last_day import last_day
from portal.services.linked_person import linked_number
from portal.services.move_draft import move_draft, way_on
from portal.services.pair_remote import is_here
from portal.services.sessions import GUEST, Session
from portal.services.sign_in_resident import card_of
from portal.store import applications, drafts
from portal.store.draft_codes import WHOLE
from portal.web.helped_view import HELPERS, comes_to_help, note_help
from portal.web.page import language_of, office_view, render
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer_of
from portal.web.words import words

CHECK = "check"


def address_of(draft: Draft, asked: AskedPage | None) -> str:
    return f"/apply/{draft.procedure.id}/{draft.id}/{asked.page.id if asked else CHECK}"


def onward(draft: Draft, path: Path) -> str:
    """Where this draft goes on: the page that says "not here, but there", the first open question, or the check. A part of a
    bundle goes on where that does."""
    if path.stopped is not None:
        return f"{address_of(draft, path.pages[-1])}/stopped"
    if draft.helping:
        return address_of(draft, None)  # from there they go where they are asked to
    if draft.bundle:
        return f"/bundles/{draft.bundle}"
    return address_of(draft, path.next_page(draft.seen))


def draft_context(
    request: Request, installation: Installation, draft: Draft, path: Path | None = None
) -> dict[str, Any]:
    """`path`: where it is at hand, so that the day is told until which it has to be sent."""
    today = installation.clock.today()
    office = installation.city.office(draft.procedure.duty, today)
    send_by, sure = last_day(installation, draft.procedure, path, today) if path else (None, True)
    session = getattr(request.state, "person", None)
    return {
        "draft": draft.id,
        "procedure": draft.procedure.id,
        "office": office_view(office),
        "saved_at": draft.saved_at if draft.seen else None,
        "deleted_on": deleted_on(installation, draft),
        "brought": None,
        "send_by": send_by,
        "send_by_sure": sure,
        "may_share": draft.access in (OWNER, WHOLE),
        "may_invite": draft.procedure.helper and not draft.helping,
        "helping": draft.helping,
        "may_look_along": is_here(installation) and not draft.helping and not draft.bundle,
        "present": draft.present,
        "bundle": "" if draft.helping else draft.bundle,
        "part": _part(request, installation, draft) if draft.bundle else None,
        "stays_with_session": bool(
            session and session.realm == GUEST and draft.access == OWNER and not draft.kept_by_code
        ),
    }


def _part(request: Request, installation: Installation, draft: Draft) -> dict[str, Any]:
    """Which of several procedures that are filed together this page is of."""
    speech = installation.speech(draft.procedure, language_of(request))
    title = speech.text("title", draft.procedure.title)
    return {"number": draft.place + 1, "count": len(draft.parts), "title": title}


def bring_up(request: Request, procedure: str, draft_id: str) -> None:
    """Before a page of a draft is shown: moves it to the version offered now, where that takes drafts over, and gathers what
    is known for it. A register is asked while no unit is open."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        row = drafts.by_id(unit, draft_id)
        if row is None or row.procedure != procedure:
            return
        begun = installation.catalogue.version(unit, row.meaning)
        moves = bool(way_on(installation, unit, begun))
        asks = knows_more(begun) and sources_stale(unit, row.id, row.person_id)
        helped = begun.helper and comes_to_help(request, unit, row)
        if not (moves or asks or helped):
            return
        session = filer_of(request, unit, procedure)
        # Whoever came by a code, or helps, brings no card of the owner's along.
        asks = asks and row.person_id == session.person_id
        if not (moves or asks or helped):
            return
        card = card_of(installation, unit, session.person_id or "") if asks else {}
        linked = linked_number(installation, unit, session.person_id or "") if asks else ""
    match = ask_register(installation, card, linked) if asks else None
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, procedure, draft_id, helpers=HELPERS)
        if helped:
            note_help(request, unit, draft, "look")
        if asks:
            gather_sources(installation, unit, draft, card, match, resident_actor(request, session))
        if moves:
            move_draft(installation, unit, draft)
        unit.commit()


def not_now(
    request: Request, installation: Installation, procedure: Procedure, say: str, *, letter: bool = False
) -> Response:
    """Not today, or not for everybody: what to do instead. `letter`: the way in is a code that came by post."""
    office = office_view(installation.city.office(procedure.duty, installation.clock.today()))
    context = {
        "facts": describe_procedure(installation, procedure, language_of(request)),
        "said": {"say": say, "next": words(language_of(request))["closed.next"].format(telephone=office["telephone"])},
        "back": f"/procedures/{procedure.id}",
        "office": office,
        "letter": letter,
    }
    return render(request, "pages/apply/stopped.html", context, status=409)


def draft_or_receipt(
    installation: Installation, unit: Unit, session: Session, procedure: str, draft: str
) -> Draft | str:
    """The draft, for who helps as well, or the receipt number if this person sent it before. In this order: on PostgreSQL each statement sees
    a later moment, and between "was it sent" and "where is it" a double click may send it."""
    try:
        return draft_of_resident(installation, unit, session, procedure, draft, helpers=HELPERS)
    except NotFound:
        row = applications.by_uid(unit, draft)
        if row is None or row.person_id != session.person_id:
            raise
        return row.receipt_number
