"""Several procedures as one bundle (まとめて申請): chosen, begun, gone on with, parts left out, stopped; and what became of it."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.messages import sentences
from forms.procedure import Procedure
from portal.db import Unit
from portal.errors import BadRequest
from portal.routes.applications import application_lines
from portal.services.cases import open_case
from portal.services.discard_draft import KEPT, discard_draft
from portal.services.fit_bundle import MOST, strictest, why_not_now
from portal.services.leave_bundle import leave_bundle
from portal.services.open_bundle import Bundle, bundle_of_resident
from portal.services.sessions import GUEST, Session
from portal.services.sort_procedures import by_event
from portal.services.start_bundle import start_bundle
from portal.web.bundle_view import bundle_context
from portal.web.cookies import RESIDENT, set_cookie
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post, first
from portal.web.procedure_cards import card
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import beginner, filer, filer_or_none
from portal.web.words import words

router = Router(prefix="/bundles")
_BETWEEN = ","


@router.get("/choose")
def choose(request: Request) -> Response:
    """What is filed together, and what has to be filed alone and why: told before anybody signs in or types. A form without a token:
    it changes nothing. `with`: the procedures, `go`: begin with them."""
    installation = installation_of(request)
    offered = {one.id: one for one in installation.catalogue.all()}
    wanted = list(dict.fromkeys(one for one in request.query_params.getlist("with") if one in offered))
    with installation.database.read() as unit:
        filer_or_none(request, unit)
        why = {one: why_not_now(installation, unit, procedure) for one, procedure in offered.items()}
    chosen = [offered[one] for one in wanted if not why[one]]
    if "go" in request.query_params and 1 < len(chosen) <= MOST:
        return see(request, f"/bundles/start/{_BETWEEN.join(one.id for one in chosen)}")
    fit = [one for one in offered.values() if not why[one.id] and one not in chosen]
    top = strictest(chosen) if chosen else None
    context = {
        "chosen": _cards(request, chosen),
        "alone": [_alone(request, offered[one], why[one]) for one in wanted if why[one]],
        "more": [
            (event, sentences(language_of(request))[f"event.{event}"], _cards(request, those))
            for event, those in by_event(fit).items()
        ],
        "sign_in": top.sign_in if top is not None else "",
        "signed": any(installation.signature_needed(one, installation.clock.today()) for one in chosen),
        "few": "go" in request.query_params and len(chosen) < 2,
        "many": len(chosen) > MOST,
        "most": MOST,
    }
    return render(
        request, "pages/bundles/choose.html", context, status=422 if context["few"] or context["many"] else 200
    )


def _cards(request: Request, procedures: Iterable[Procedure]) -> list[dict[str, Any]]:
    return [card(installation_of(request), one, language_of(request)) for one in procedures]


def _alone(request: Request, procedure: Procedure, why: str) -> dict[str, Any]:
    said = words(language_of(request))[f"bundle.alone.{why}"]
    return card(installation_of(request), procedure, language_of(request)) | {"said": said}


@router.get("/start/{procedures}")
def start(request: Request, procedures: str) -> Response:
    """As one procedure is begun: by GET, so that a sign-in leads back here, and reload makes no second."""
    installation = installation_of(request)
    wanted = procedures.split(_BETWEEN)
    if len(wanted) > MOST:
        raise BadRequest("bundle")
    chosen = [installation.catalogue.current(one) for one in wanted]
    with installation.database.write() as unit:
        if any(why_not_now(installation, unit, one) for one in chosen):
            return see(request, f"/bundles/choose?{'&'.join(f'with={one.id}' for one in chosen)}")
        session, token = beginner(request, unit, strictest(chosen))
        bundle_id = start_bundle(installation, unit, session, chosen, resident_actor(request, session))
        unit.commit()
    answer = see(request, f"/bundles/{bundle_id}")
    if token:
        set_cookie(request, answer, RESIDENT, token)
    return answer


@router.get("/{bundle}")
def show(request: Request, bundle: str) -> Response:
    """How far each part is, and where it goes on; once it was sent, the receipt of all."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        found = bundle_of_resident(installation, unit, session, bundle)
        if found.row.sent_at is not None:
            return _receipt(request, unit, session, found)
    return _open_page(request, found)


def _open_page(request: Request, bundle: Bundle) -> Response:
    context = bundle_context(request, installation_of(request), bundle)
    context["flash"] = words(language_of(request))["bundle.left"] if "left" in request.query_params else None
    return render(request, "pages/bundles/open.html", context)


def _receipt(request: Request, unit: Unit, session: Session, bundle: Bundle) -> Response:
    """Number, parts with theirs, and how each stands: it may be bookmarked, reloaded and printed."""
    installation, language = installation_of(request), language_of(request)
    cases = [open_case(installation, unit, row) for row in bundle.sent]
    lines = application_lines(installation, unit, cases, language)
    today = installation.clock.today()
    offices = [office_view(installation.city.office(case.row.duty, today)) for case in cases]
    context = {
        "bundle": bundle.id,
        "number": bundle.row.number,
        "just_sent": "sent" in request.query_params,
        "arrived_at": cases[0].arrived_at,
        "parts": [line | {"office_of": office} for line, office in zip(lines, offices, strict=True)],
        "guest": session.realm == GUEST,
        "office": offices[0],
        "prints": installation.documents is not None,
    }
    return render(request, "pages/bundles/receipt.html", context)


@router.post("/{bundle}/leave-out")
def leave_out(request: Request, bundle: str, posted: Post) -> Response:
    """The part is a draft of its own from then on; nothing that was typed is lost."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        found = bundle_of_resident(installation, unit, session, bundle)
        if found.row.sent_at is not None:
            return see(request, f"/bundles/{bundle}")
        leave_bundle(installation, unit, found, first(posted, "part"), resident_actor(request, session))
        unit.commit()
    return see(request, f"/bundles/{bundle}?left" if len(found.drafts) > 1 else "/applications")


@router.get("/{bundle}/discard")
def ask_to_discard(request: Request, bundle: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        found = bundle_of_resident(installation, unit, filer(request, unit), bundle)
    if found.row.sent_at is not None:
        return see(request, f"/bundles/{bundle}")
    context = bundle_context(request, installation, found)
    return render(request, "pages/bundles/discard.html", context | {"until": installation.clock.now() + KEPT})


@router.post("/{bundle}/discard")
def discard(request: Request, bundle: str, _posted: Post) -> Response:
    """All parts; each can be had back for a day, as any draft."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        found = bundle_of_resident(installation, unit, session, bundle)
        for draft in found.drafts:
            discard_draft(installation, unit, draft.row, resident_actor(request, session))
        unit.commit()
    return see(request, "/applications?discarded")
