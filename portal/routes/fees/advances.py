from datetime import date

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotYours
from portal.logs import log
from portal.routes.filing.sending import ready_to_send
from portal.services.fees.advances import Ahead, fee_ahead
from portal.services.fees.begin_advance import begin_advance
from portal.services.fees.begin_payment import pay_page
from portal.services.fees.refund_advance import return_advance, returned_on
from portal.services.fees.settle_order import settle_order
from portal.services.fees.settle_payment import ask_provider, expired
from portal.services.filing.drafts import Draft
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import PAY, Session
from portal.web.filing.draft_address import check_address
from portal.web.filing.draft_page import draft_context, draft_or_receipt
from portal.web.filing.fee_first import fee_address
from portal.web.filing.looks import by_itself, look_again, looks_so_far
from portal.web.filing.who_files import filer_of
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_actor, writing

router = Router("resident", prefix="/apply/{procedure}", access=owner())


@router.get("/{draft}/fee")
def show(request: Request, procedure: str, draft: str) -> Response:
    installation, looks = installation_of(request), looks_so_far(request.query_params.get("back", ""))
    with installation.database.read() as unit:
        session, saved_draft = _own(request, unit, procedure, draft)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}")
        ahead = fee_ahead(installation, unit, saved_draft)
    if looks and ahead is not None and ahead.state == "open":
        ahead = _asked(installation, saved_draft, ahead)
    if ahead is None or (looks and ahead.state == "paid"):
        return see(request, check_address(procedure, draft))
    again = f"{fee_address(procedure, draft)}?back={looks + 1}"
    waiting = ahead.state == "open" and looks > 0
    speech = speech_of(saved_draft.procedure, language_of(request))
    context = draft_context(request, installation, saved_draft) | {
        "title": speech.text("title", saved_draft.procedure.title),
        "ahead": ahead,
        "waiting": waiting,
        "by_itself": by_itself(looks),
        "again": again,
        "until": _until(installation, ahead),
        "unreachable": session.guest and not session.returns,
        "days": installation.settings.advance_days,
    }
    response = render(request, "pages/payments/ahead.html", context)
    return look_again(response, looks, again) if waiting else response


def _own(request: Request, unit: Unit, procedure: str, draft: str) -> tuple[Session, Draft | str]:
    session = filer_of(request, unit, procedure)
    saved_draft = draft_or_receipt(installation_of(request), unit, session, procedure, draft)
    if isinstance(saved_draft, Draft) and saved_draft.helping:
        raise NotYours("draft")  # a helper neither pays nor sends
    return session, saved_draft


def _asked(installation: Installation, draft: Draft, ahead: Ahead) -> Ahead | None:
    # The callback may be late or lost. No unit is open meanwhile.
    if ahead.order is None:
        return ahead
    try:
        answer = ask_provider(installation.payments, ahead.order)
    except AdapterError as failed:
        log.warning("payment", code=failed.code)
        return ahead
    with installation.database.change() as unit:
        settle_order(installation, unit, expired(installation.clock, ahead.order, answer), "answer")
        return fee_ahead(installation, unit, draft)


def _until(installation: Installation, ahead: Ahead) -> date:
    paid_at = to_micro(installation.clock.now()) if ahead.order is None else ahead.order.changed_at
    return returned_on(installation.settings, paid_at)


@router.get("/{draft}/fee/go")
def go(request: Request, procedure: str, draft: str) -> Response:
    # A GET: CSP form-action. A reload uses the same order. Not for a draft that could not be sent.
    with writing(request) as (installation, unit):
        session, saved_draft = _own(request, unit, procedure, draft)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}")
        session.demand(PAY, procedure)
        ready = ready_to_send(request, unit, saved_draft, "", confirmed=True)
        if isinstance(ready, Response):
            return ready
        if not ready[0].complete:
            return see(request, check_address(procedure, draft))
        row = begin_advance(installation, unit, saved_draft, resident_actor(request, session), session.person_id)
        unit.commit()
    return see(request, pay_page(installation, row, saved_draft.procedure.title))


@router.post("/{draft}/fee/return")
def give_back(request: Request, procedure: str, draft: str, _posted: Post) -> Response:
    with writing(request) as (installation, unit):
        session, saved_draft = _own(request, unit, procedure, draft)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}/payment")
        session.demand(PAY, procedure)
        return_advance(installation, unit, saved_draft.id, resident_actor(request, session))
        unit.commit()
    return see(request, fee_address(procedure, draft))
