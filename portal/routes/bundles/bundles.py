"""まとめて申請: choice of procedures, and the receipt."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.messages import sentences
from portal.db import Unit
from portal.errors import BadRequest
from portal.services.bundles.fit_bundle import MOST, strictest, why_not_now
from portal.services.bundles.leave_bundle import leave_bundle
from portal.services.bundles.open_bundle import Bundle, bundle_of_resident
from portal.services.bundles.start_bundle import start_bundle
from portal.services.cases.cases import open_own_case
from portal.services.filing.discard_draft import KEPT, discard_draft
from portal.services.procedures.rank_procedures import Ranking
from portal.services.procedures.sort_procedures import by_event
from portal.services.shared.sessions import GUEST, Session
from portal.web.bundles.bundle_view import bundle_context
from portal.web.filing.who_files import beginner, filer, filer_or_none
from portal.web.finding.guide_state import fill_by_guide
from portal.web.finding.procedure_cards import card
from portal.web.my_cases.case_lines import application_lines
from portal.web.shared.access import anyone, owner, procedure_decides
from portal.web.shared.page import language_of, office_view, render, see, see_as
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, resident_actor, writing
from portal.web.shared.words import words

router = Router("resident", prefix="/bundles")
_BETWEEN = ","


@router.get("/choose", access=anyone())
def choose(request: Request) -> Response:
    """Without a token: it changes nothing. `with`: the procedures; `go`: start."""
    installation = installation_of(request)
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    wanted = list(
        dict.fromkeys(procedure_id for procedure_id in request.query_params.getlist("with") if procedure_id in offered)
    )
    with installation.database.read() as unit:
        filer_or_none(request, unit)
        why = {procedure_id: why_not_now(installation, unit, procedure) for procedure_id, procedure in offered.items()}
    chosen = [offered[procedure_id] for procedure_id in wanted if not why[procedure_id]]
    if "go" in request.query_params and 1 < len(chosen) <= MOST:
        return see(
            request, _with_guide(request, f"/bundles/start/{_BETWEEN.join(procedure.id for procedure in chosen)}")
        )
    fit = [procedure for procedure in offered.values() if not why[procedure.id] and procedure not in chosen]
    top = strictest(chosen) if chosen else None
    context = {
        "chosen": _cards(request, chosen),
        "alone": [
            _alone(request, offered[procedure_id], why[procedure_id]) for procedure_id in wanted if why[procedure_id]
        ],
        "more": [
            (event, sentences(language_of(request))[f"event.{event}"], _cards(request, procedures_of_event))
            for event, procedures_of_event in by_event(fit, Ranking(installation.city.entrance.first)).items()
        ],
        "sign_in": top.sign_in if top is not None else "",
        "signed": any(
            installation.rules.signature_needed(procedure, installation.clock.today()) for procedure in chosen
        ),
        "guide": request.query_params.get("guide", ""),
        "few": "go" in request.query_params and len(chosen) < 2,
        "many": len(chosen) > MOST,
        "most": MOST,
    }
    return render(request, "pages/bundles/choose.html", context, wrong=context["few"] or context["many"])


def _with_guide(request: Request, address: str) -> str:
    guide = request.query_params.get("guide", "")
    return f"{address}?guide={guide}" if guide in installation_of(request).guides else address


def _cards(request: Request, procedures: Iterable[Procedure]) -> list[dict[str, Any]]:
    return [card(procedure, language_of(request)) for procedure in procedures]


def _alone(request: Request, procedure: Procedure, why: str) -> dict[str, Any]:
    reason = words(language_of(request))[f"bundle.alone.{why}"]
    return card(procedure, language_of(request)) | {"reason": reason}


@router.get("/start/{procedures}", access=procedure_decides())
def start(request: Request, procedures: str) -> Response:
    """A GET: sign-in leads back here."""
    installation = installation_of(request)
    wanted = procedures.split(_BETWEEN)
    if len(wanted) > MOST:
        raise BadRequest("bundle")
    chosen = [installation.catalogue.current(procedure_id) for procedure_id in wanted]
    with installation.database.write() as unit:
        if any(why_not_now(installation, unit, procedure) for procedure in chosen):
            return see(request, f"/bundles/choose?{'&'.join(f'with={procedure.id}' for procedure in chosen)}")
        session, token = beginner(request, unit, strictest(chosen))
        bundle_id = start_bundle(installation, unit, session, chosen, resident_actor(request, session))
        parts = bundle_of_resident(installation, unit, session, bundle_id).drafts
        fill_by_guide(request, unit, session, [draft for draft in parts if not draft.seen])
        unit.commit()
    return see_as(request, f"/bundles/{bundle_id}", token)


@router.get("/{bundle}", access=owner())
def show(request: Request, bundle: str) -> Response:
    with reading(request, filer) as (installation, unit, session):
        saved_bundle = bundle_of_resident(installation, unit, session, bundle)
        if saved_bundle.row.sent_at is not None:
            return _receipt(request, unit, session, saved_bundle)
    return _open_page(request, saved_bundle)


def _open_page(request: Request, bundle: Bundle) -> Response:
    context = bundle_context(request, installation_of(request), bundle)
    context["flash"] = words(language_of(request))["bundle.left"] if "left" in request.query_params else None
    return render(request, "pages/bundles/open.html", context)


def _receipt(request: Request, unit: Unit, session: Session, bundle: Bundle) -> Response:
    installation, language = installation_of(request), language_of(request)
    cases = [open_own_case(installation, unit, row) for row in bundle.sent]
    lines = application_lines(installation, unit, cases, language)
    today = installation.clock.today()
    offices = [office_view(installation.city.office(case.row.duty, today), language) for case in cases]
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


@router.post("/{bundle}/leave-out", access=owner())
def leave_out(request: Request, bundle: str, posted: Post) -> Response:
    with writing(request, filer) as (installation, unit, session):
        saved_bundle = bundle_of_resident(installation, unit, session, bundle)
        if saved_bundle.row.sent_at is not None:
            return see(request, f"/bundles/{bundle}")
        leave_bundle(installation, unit, saved_bundle, first(posted, "part"), resident_actor(request, session))
        unit.commit()
    return see(request, f"/bundles/{bundle}?left" if len(saved_bundle.drafts) > 1 else "/applications")


@router.get("/{bundle}/discard", access=owner())
def ask_to_discard(request: Request, bundle: str) -> Response:
    with reading(request) as (installation, unit):
        saved_bundle = bundle_of_resident(installation, unit, filer(request, unit), bundle)
    if saved_bundle.row.sent_at is not None:
        return see(request, f"/bundles/{bundle}")
    context = bundle_context(request, installation, saved_bundle)
    return render(request, "pages/bundles/discard.html", context | {"until": installation.clock.now() + KEPT})


@router.post("/{bundle}/discard", access=owner())
def discard(request: Request, bundle: str, _posted: Post) -> Response:
    with changing(request, filer) as (installation, unit, session):
        saved_bundle = bundle_of_resident(installation, unit, session, bundle)
        for draft in saved_bundle.drafts:
            discard_draft(installation, unit, draft.row, resident_actor(request, session))
    return see(request, "/applications?discarded")
