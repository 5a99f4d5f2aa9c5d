"""Online payment, with the provider's callback."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError
from portal.db import Unit
from portal.errors import NotFound, NotYours, required
from portal.logs import log
from portal.services.cases.cases import case_of_resident, own_receipt_number
from portal.services.cases.fee import AmountDue, amount_due
from portal.services.fees.begin_payment import begin_payment, pay_page
from portal.services.fees.settle_order import settle_order, take_notice
from portal.services.fees.settle_payment import ask_provider, expired
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import PAY
from portal.store.fees import advances, payments
from portal.store.fees.advances import AdvanceRow
from portal.web.filing.draft_page import draft_or_receipt
from portal.web.filing.fee_first import fee_address
from portal.web.filing.looks import by_itself, look_again, looks_so_far
from portal.web.filing.who_files import filer, filer_of
from portal.web.shared.access import anyone, owner, system
from portal.web.shared.notice_answer import notice_answer
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.raw_body import raw_body
from portal.web.shared.router import Router, Sent
from portal.web.shared.state import changing, installation_of, reading, resident_actor

router = Router("resident")

MOST_BYTES = 16 * 1024


@router.get("/applications/{receipt_number}/payment", access=owner())
def show(request: Request, receipt_number: str) -> Response:
    language = language_of(request)
    with reading(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        fee = amount_due(installation, unit, case)
    looks = looks_so_far(request.query_params.get("back", ""))
    if fee is not None and fee.state == "open" and looks:
        fee = _asked(request, installation, receipt_number, fee)
    waiting = fee is not None and fee.state == "open" and looks > 0
    context = {
        "receipt_number": receipt_number,
        "title": speech_of(case.procedure, language).text("title", case.procedure.title),
        "owed": fee,
        "late": case.row.kind == "reservation" and fee is not None and installation.clock.today() > fee.until,
        "waiting": waiting,
        "by_itself": by_itself(looks),
        "again": f"/applications/{receipt_number}/payment?back={looks + 1}",
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today()), language),
    }
    response = render(request, "pages/payments/payment.html", context)
    return look_again(response, looks, str(context["again"])) if waiting else response


def _asked(request: Request, installation: Installation, receipt_number: str, fee: AmountDue) -> AmountDue:
    # The callback may be late or lost. No unit is open meanwhile.
    if fee.payment is None:
        return fee
    try:
        answer = ask_provider(installation.payments, fee.payment)
    except AdapterError as failed:
        log.warning("payment", code=failed.code)
        return fee
    with installation.database.change() as unit:
        settle_order(installation, unit, expired(installation.clock, fee.payment, answer), "answer")
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        now = amount_due(installation, unit, case)
    return now or fee


@router.get("/applications/{receipt_number}/payment/go", access=owner())
def go(request: Request, receipt_number: str) -> Response:
    """A GET: CSP form-action. A reload uses the same order."""
    with changing(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        session.demand(PAY, case.row.procedure)
        row = begin_payment(installation, unit, case, resident_actor(request, session))
    return see(request, pay_page(installation, row, case.procedure.title))


@router.get("/payments/at-counter", access=anyone())
def at_counter(request: Request) -> Response:
    return render(request, "pages/payments/at_counter.html")


@router.get("/payments/{number}/back", access=owner(), returns=True)
def back(request: Request, number: str) -> Response:
    """Ignores the result in the URL: only the provider's signed message counts."""
    with reading(request) as (_, unit):
        row = payments.by_number(unit, number)
        ahead = advances.by_number(unit, number) if row is None else None
        if ahead is not None:
            return _back_to_draft(request, unit, ahead)
        receipt_number = own_receipt_number(unit, filer(request, unit), row.application_id if row else None)
    return see(request, f"/applications/{receipt_number}/payment?back=1")


def _back_to_draft(request: Request, unit: Unit, ahead: AdvanceRow) -> Response:
    installation = installation_of(request)
    session = filer_of(request, unit, ahead.procedure)
    try:
        draft = draft_or_receipt(installation, unit, session, ahead.procedure, ahead.draft_id)
    except NotFound as refused:
        theirs = ahead.person_id is not None and ahead.person_id == session.person_id
        if isinstance(refused, NotYours) or not theirs:
            raise
        current = installation.catalogue.current(ahead.procedure)
        context = {
            "order": ahead,
            "office": office_view(
                installation.city.office(current.duty, installation.clock.today()), language_of(request)
            ),
        }
        return render(request, "pages/payments/draft_gone.html", context)
    if isinstance(draft, str):  # sent, and this order went back
        return see(request, f"/applications/{draft}/payment")
    return see(request, f"{fee_address(ahead.procedure, ahead.draft_id)}?back=1")


@router.post("/payments/callback", access=system())
def callback(request: Request, body: Annotated[bytes, Sent(raw_body(MOST_BYTES))]) -> Response:
    service = required(installation_of(request).payments, NotFound("payments"))
    return notice_answer(request, body, service.read_notice, take_notice)
