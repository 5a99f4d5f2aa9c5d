"""Documents of an application, to its applicant; and for everybody, whether a receipt is this city's."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.cases import case_of_resident
from portal.services.list_documents import (
    RECEIPT,
    declare_electronic,
    may_declare,
    notice_name,
    notice_of_resident,
    record_opening,
)
from portal.services.print_notice import print_notice
from portal.services.print_receipt import as_sent, count_receipt, papers_as_sent, print_receipt
from portal.services.throttle import Limit, count
from portal.services.verify_receipt import MOST_BYTES, Verdict, verify_receipt
from portal.web.file_posting import FilePost
from portal.web.page import language_of, render, see
from portal.web.pdf_answer import pdf_answer
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of, place_of
from portal.web.who_files import filer

router = Router()

CHECKED = Limit("receipts checked by address", 60, 600)


@router.get("/applications/{receipt_number}/receipt.pdf")
def receipt(request: Request, receipt_number: str) -> Response:
    """Made anew each time, and never kept by a browser; that it was opened is."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        count_receipt(installation, unit, session.person_id or "")
        record_opening(installation, unit, case, resident_actor(request, session), RECEIPT)
        case = as_sent(unit, case)
        papers = papers_as_sent(installation, unit, case, language)
        unit.commit()
    pdf = print_receipt(installation, case, papers, language)
    return pdf_answer(pdf, f"receipt-{case.row.receipt_number}", how="attachment")


@router.get("/applications/{receipt_number}/notices/{number:row_number}.pdf")
def notice(request: Request, receipt_number: str, number: int) -> Response:
    """Only where they said that it may come on line; when it was opened first is kept."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        row = notice_of_resident(unit, case, number)
        count_receipt(installation, unit, session.person_id or "")
        record_opening(installation, unit, case, resident_actor(request, session), notice_name(number))
        unit.commit()
    pdf = print_notice(installation, case, row)
    return pdf_answer(pdf, f"notice-{case.row.receipt_number}-{number}", how="attachment")


@router.post("/applications/{receipt_number}/electronic")
def electronic(request: Request, receipt_number: str, _posted: Post) -> Response:
    """They say that notices may come on line."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        if session.guest or not may_declare(installation, unit, case):
            return see(request, f"/applications/{receipt_number}")
        declare_electronic(installation, unit, case, resident_actor(request, session))
        unit.commit()
    return see(request, f"/applications/{receipt_number}?electronic")


@router.get("/receipts")
def ask(request: Request) -> Response:
    return _page(request, None, "")


def _page(request: Request, verdict: Verdict | None, problem: str) -> Response:
    signs = installation_of(request).documents is not None
    context = {"verdict": verdict, "problem": problem, "signs": signs, "megabytes": MOST_BYTES // 1024 // 1024}
    return render(request, "pages/receipts/check.html", context, status=422 if problem else 200)


@router.post("/receipts")
def check(request: Request, sent: FilePost) -> Response:
    """Nothing of the file is kept, and nothing of it is shown but number and time of a sound one."""
    installation = installation_of(request)
    signer = installation.documents
    if signer is None:
        raise NotFound("receipts")
    with installation.database.write() as unit:
        count(installation, unit, CHECKED, place_of(request))
        unit.commit()
    uploads = sent.uploads.get("file", ())
    if len(uploads) != 1:
        return _page(request, None, "none_chosen")
    content = uploads[0].content
    return _page(request, Verdict("too_large") if content is None else verify_receipt(signer, content), "")


@router.get("/receipts/certificate.pem")
def certificate(request: Request) -> Response:
    """For whoever checks without us."""
    signer = installation_of(request).documents
    if signer is None:
        raise NotFound("certificate")
    headers = {"Content-Disposition": 'attachment; filename="certificate.pem"', "Cache-Control": "public, max-age=300"}
    return Response(signer.certificates, media_type="application/x-pem-file", headers=headers)
