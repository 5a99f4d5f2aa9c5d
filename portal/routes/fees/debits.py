"""口座振替 at the bank, and on paper."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError
from portal.errors import NotFound, required
from portal.logs import log
from portal.services.cases.cases import Case, case_of_resident, own_receipt_number
from portal.services.cases.debits import Debited, debited, masked, settled_papers
from portal.services.fees.begin_debit import bank_page, begin_debit, may_register
from portal.services.fees.print_debit_form import debit_form_content, print_debit_form
from portal.services.fees.settle_debit import ask_service, settle_debit
from portal.services.filing.describe_papers import PaperStatus, papers_of_case
from portal.services.shared.catalogue import speech_of
from portal.services.shared.sessions import PAY
from portal.services.shared.write_audit import write_audit
from portal.store.fees import debits
from portal.store.my_cases.late_papers import OWED, WAIVED
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner, system
from portal.web.shared.notice_answer import notice_answer
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.raw_body import raw_body
from portal.web.shared.router import Router, Sent
from portal.web.shared.state import changing, installation_of, reading, resident_actor

router = Router("resident")

MOST_BYTES = 16 * 1024


@router.get("/applications/{receipt_number}/debit", access=owner())
def show(request: Request, receipt_number: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    case, debit, papers = _read(request, receipt_number)
    if debit is not None and debit.row is not None and debit.row.state == "open" and request.query_params.get("back"):
        try:
            ask_service(installation, debit.row)  # the callback may be late or lost
        except AdapterError as failed:
            log.warning("debit", code=failed.code)
        case, debit, papers = _read(request, receipt_number)
    context = {
        "receipt_number": receipt_number, "title": speech_of(case.procedure, language).text("title", case.procedure.title),
        "debit": debit, "registers": may_register(installation, case, debit), "online": installation.debits is not None,
        "masked": masked(debit.registered or debit.account) if debit is not None else "",
        "papers": [paper.title for paper in papers], "again": f"/applications/{receipt_number}/debit?back=1",
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today()), language),
    }  # fmt: skip
    return render(request, "pages/payments/debit.html", context)


def _read(request: Request, receipt_number: str) -> tuple[Case, Debited | None, list[PaperStatus]]:
    # With the papers that the bank's registration settles or has settled.
    with reading(request) as (installation, unit):
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        speech = speech_of(case.procedure, language_of(request))
        papers = papers_of_case(installation.clock, unit, case, speech)
        settled = settled_papers(case.procedure)
        open_ = [paper for paper in papers if paper.key in settled and paper.state in (OWED, WAIVED)]
        return case, debited(unit, case), open_


@router.get("/applications/{receipt_number}/debit/go", access=owner())
def go(request: Request, receipt_number: str) -> Response:
    # A GET: CSP form-action. A reload uses the same registration.
    with changing(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        session.demand(PAY, case.row.procedure)
        row = begin_debit(installation, unit, case, resident_actor(request, session))
    return see(request, bank_page(installation, row, case.procedure.title))


@router.get("/applications/{receipt_number}/debit/form.pdf", access=owner())
def form(request: Request, receipt_number: str) -> Response:
    with changing(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        content = debit_form_content(installation, unit, case)
        write_audit(
            installation, unit, resident_actor(request, session), "print debit form", application_id=case.row.id
        )
    return pdf_answer(print_debit_form(installation, content), f"debit-{receipt_number}")


@router.get("/debits/{number}/back", access=owner(), returns=True)
def back(request: Request, number: str) -> Response:
    # Ignores the result in the URL: only the service's own answer counts.
    with reading(request) as (_, unit):
        row = debits.by_number(unit, number)
        receipt_number = own_receipt_number(unit, filer(request, unit), row.application_id if row else None)
    return see(request, f"/applications/{receipt_number}/debit?back=1")


@router.post("/debits/callback", access=system())
def callback(request: Request, body: Annotated[bytes, Sent(raw_body(MOST_BYTES))]) -> Response:
    service = required(installation_of(request).debits, NotFound("debits"))
    return notice_answer(request, body, service.read_notice, settle_debit)
