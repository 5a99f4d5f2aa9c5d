"""Paying a fee: how it stands, out to the provider's page by a link, back again, and the provider's own call."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from integrations.interfaces import AdapterError
from portal.errors import NotFound, NotYours
from portal.logs import log
from portal.services.begin_payment import begin_payment, pay_page
from portal.services.cases import case_of_resident, is_theirs
from portal.services.installation import Installation
from portal.services.owed import Owed, owed
from portal.services.settle_payment import ask_provider, expired, settle_payment, take_notice
from portal.store import applications, payments
from portal.web.page import language_of, office_view, render, see
from portal.web.page_route import Sent
from portal.web.raw_body import raw_body
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer

router = Router()

MOST_BYTES = 16 * 1024
# The page looks again by itself, without a script, ever more seldom: who reads slowly is not thrown back. Then by a link.
_SECONDS = (5, 10, 20, 40)


@router.get("/applications/{receipt_number}/payment")
def show(request: Request, receipt_number: str) -> Response:
    """How the payment stands. Back from the provider (`back`) it waits for the provider's word, and says so."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        found = owed(installation, unit, case)
    looks = _looks(request.query_params.get("back", ""))
    if found is not None and found.state == "open" and looks:
        found = _asked(request, installation, receipt_number, found)
    waiting = found is not None and found.state == "open" and looks > 0
    context = {
        "receipt_number": receipt_number,
        "title": installation.speech(case.procedure, language).text("title", case.procedure.title),
        "owed": found,
        "waiting": waiting,
        "by_itself": looks <= len(_SECONDS),
        "again": f"/applications/{receipt_number}/payment?back={looks + 1}",
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today())),
    }
    response = render(request, "pages/payments/payment.html", context)
    if waiting and looks <= len(_SECONDS):
        response.headers["Refresh"] = f"{_SECONDS[looks - 1]};url={context['again']}"
    return response


def _looks(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0


def _asked(request: Request, installation: Installation, receipt_number: str, found: Owed) -> Owed:
    """The call may be late or lost: the provider is asked, with nothing open meanwhile."""
    if found.payment is None:
        return found
    try:
        answer = ask_provider(installation, found.payment)
    except AdapterError as failed:
        log.warning("payment", code=failed.code)
        return found
    with installation.database.write() as unit:
        settle_payment(installation, unit, expired(installation, found.payment, answer), "answer")
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        now = owed(installation, unit, case)
        unit.commit()
    return now or found


@router.get("/applications/{receipt_number}/payment/go")
def go(request: Request, receipt_number: str) -> Response:
    """Out to the provider, by a link as sign-in does: a form may not be answered by another origin (form-action). Reloaded
    or pressed twice, it is the same order."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        row = begin_payment(installation, unit, case, resident_actor(request, session))
        unit.commit()
    title = installation.speech(case.procedure, language).text("title", case.procedure.title)
    return see(request, pay_page(installation, row, title))


@router.get("/payments/at-counter")
def at_counter(request: Request) -> Response:
    """Where the provider leads who paid at a counter by their own telephone. It knows nobody and claims nothing."""
    return render(request, "pages/payments/at_counter.html")


@router.get("/payments/{number}/back")
def back(request: Request, number: str) -> Response:
    """Where the provider sends the browser: whatever it claims in the address, only its signed word counts."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        row = payments.by_number(unit, number)
        application = applications.by_id(unit, row.application_id) if row else None
        if application is None:
            raise NotFound("payment")
        if not is_theirs(unit, session, application):
            raise NotYours("payment")
    return see(request, f"/applications/{application.receipt_number}/payment?back=1")


@router.post("/payments/callback")
def callback(request: Request, body: Annotated[bytes, Sent(raw_body(MOST_BYTES))]) -> Response:
    """The provider's own call, from machine to machine: no session and no form token, but a signature. Commits, then
    answers; 200 also for what came before, so that it stops calling."""
    installation = installation_of(request)
    if installation.payments is None:
        raise NotFound("payments")
    try:
        notice = installation.payments.read_notice(request.headers, body, installation.clock.now())
    except AdapterError as refused:
        log.warning("notice", code=refused.code)
        return _plain(refused.code, 403 if refused.code == "NOTICE_UNSIGNED" else 400)
    try:
        with installation.database.write() as unit:
            new = take_notice(installation, unit, notice)
            unit.commit()
    except NotFound:
        log.warning("notice", code="ORDER_UNKNOWN")
        return _plain("ORDER_UNKNOWN", 404)
    return _plain("stored" if new else "known", 200)


def _plain(words: str, status: int) -> Response:
    return PlainTextResponse(words, status, headers={"Cache-Control": "no-store"})
