from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response

from forms.path.environment import KeptFile
from portal.errors import NotFound, required
from portal.services.bookings.write_calendar import write_last_days
from portal.services.cases.cases import case_of_resident
from portal.services.cases.mandate_acts import RECEIVE, case_for_act
from portal.services.filing.print_receipt import PRINTED, as_sent, papers_as_sent, print_receipt, without_due
from portal.services.filing.verify_receipt import MOST_BYTES, Verdict, verify_receipt
from portal.services.my_cases.give_file import fetch_given
from portal.services.my_cases.list_documents import (
    RECEIPT,
    declare_electronic,
    may_declare,
    notice_of_resident,
    record_opening,
)
from portal.services.my_cases.state_line import expected_on
from portal.services.notices.outcome_notice import notice_name
from portal.services.notices.print_notice import print_notice
from portal.services.shared.throttle import Limit, count
from portal.store.my_cases.withdrawals import open_of
from portal.web.filing.who_files import filer
from portal.web.my_cases.document_pages import OwnDocument, page_answer, picture_answer
from portal.web.shared.access import anyone, owner
from portal.web.shared.calendar_answer import calendar_answer, calendar_host
from portal.web.shared.file_answer import file_answer
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, place_of, reading, resident_actor, writing
from portal.web.shared.words import words

router = Router("resident")

CHECKED = Limit("receipts checked by address", 60, 600)
SEEN = Limit("pages of documents by a person", 120, 600)  # a page takes two: itself and its picture


@router.get("/applications/{receipt_number}/receipt.pdf", access=owner())
def receipt(request: Request, receipt_number: str) -> Response:
    opened = _receipt(request, receipt_number, PRINTED)
    return pdf_answer(opened.pdf, f"receipt-{opened.number}", how="attachment")


@router.get("/applications/{receipt_number}/receipt/pages/{page:row_number}", access=owner())
def receipt_page(request: Request, receipt_number: str, page: int) -> Response:
    return page_answer(request, _receipt(request, receipt_number, SEEN), page)


@router.get("/applications/{receipt_number}/receipt/pages/{page:row_number}/picture", access=owner())
def receipt_picture(request: Request, receipt_number: str, page: int) -> Response:
    return picture_answer(request, _receipt(request, receipt_number, SEEN), page)


def _receipt(request: Request, receipt_number: str, limit: Limit) -> OwnDocument:
    language = language_of(request)
    with changing(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        count(installation, unit, limit, session.person_id or "")
        record_opening(installation, unit, case, resident_actor(request, session), RECEIPT)
        case = as_sent(unit, without_due(installation, unit, case))
        papers = papers_as_sent(unit, case, language)
    pdf = print_receipt(installation, case, papers, language)
    return OwnDocument(case.row.receipt_number, RECEIPT, "", pdf)


@router.get("/applications/{receipt_number}/day.ics", access=owner())
def expected_day(request: Request, receipt_number: str) -> Response:
    """Neither name, number nor procedure. The UID stays: a moved day moves the entry."""
    with reading(request) as (installation, unit):
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        stopping = open_of(unit, [case.row.id])
    day, now = expected_on(case.row, installation.clock.today()), installation.clock.now()
    if day is None or stopping:
        raise NotFound("day")
    summary = words(language_of(request))["receipt.in_calendar"].format(city=installation.city.name)
    uid = sha256(case.row.uid.encode()).hexdigest()[:24]
    content = write_last_days([(uid, day, summary)], calendar_host(installation.settings), now)
    return calendar_answer(content, "day")


@router.get("/applications/{receipt_number}/notices/{number:row_number}.pdf", access=owner())
def notice(request: Request, receipt_number: str, number: int) -> Response:
    """Only with consent to online notices; the first opening is recorded."""
    opened = _notice(request, receipt_number, number, PRINTED)
    return pdf_answer(opened.pdf, f"notice-{opened.number}-{number}", how="attachment")


@router.get("/applications/{receipt_number}/notices/{number:row_number}/pages/{page:row_number}", access=owner())
def notice_page(request: Request, receipt_number: str, number: int, page: int) -> Response:
    return page_answer(request, _notice(request, receipt_number, number, SEEN), page)


@router.get(
    "/applications/{receipt_number}/notices/{number:row_number}/pages/{page:row_number}/picture", access=owner()
)
def notice_picture(request: Request, receipt_number: str, number: int, page: int) -> Response:
    return picture_answer(request, _notice(request, receipt_number, number, SEEN), page)


def _notice(request: Request, receipt_number: str, number: int, limit: Limit) -> OwnDocument:
    with changing(request, filer) as (installation, unit, session):
        case = case_for_act(installation, unit, session, receipt_number, RECEIVE)
        row = notice_of_resident(unit, case, number)
        count(installation, unit, limit, session.person_id or "")
        record_opening(installation, unit, case, resident_actor(request, session), notice_name(number))
    pdf = print_notice(installation, case, row, language=language_of(request))
    return OwnDocument(case.row.receipt_number, f"notices/{number}", row.title, pdf)


@router.get("/applications/{receipt_number}/given/{given:row_number}", access=owner())
def given_file(request: Request, receipt_number: str, given: int) -> Response:
    """Each fetching is audited; afterwards a page says where to ask."""
    language = language_of(request)
    with changing(request, filer) as (installation, unit, session):
        case = case_for_act(installation, unit, session, receipt_number, RECEIVE)
        count(installation, unit, PRINTED, session.person_id or "")
        file, content = fetch_given(installation, unit, case, resident_actor(request, session), given)
    if not file.over:
        return file_answer(KeptFile("", file.name, file.media, file.bytes, ""), lambda: content)
    office = office_view(installation.city.office(case.row.duty, installation.clock.today()), language)
    context = {"receipt_number": case.row.receipt_number, "until": file.until, "office": office}
    return render(request, "pages/applications/given_over.html", context, status=410)


@router.post("/applications/{receipt_number}/electronic", access=owner())
def electronic(request: Request, receipt_number: str, _posted: Post) -> Response:
    with writing(request, filer) as (installation, unit, session):
        case = case_for_act(installation, unit, session, receipt_number, RECEIVE)
        if session.guest or not may_declare(installation, unit, case):
            return see(request, f"/applications/{receipt_number}")
        declare_electronic(installation, unit, case, resident_actor(request, session))
        unit.commit()
    return see(request, f"/applications/{receipt_number}?electronic")


@router.get("/receipts", access=anyone())
def ask(request: Request) -> Response:
    return _page(request, None, "")


def _page(request: Request, verdict: Verdict | None, problem: str) -> Response:
    signs = installation_of(request).documents is not None
    context = {"verdict": verdict, "problem": problem, "signs": signs, "megabytes": MOST_BYTES // 1024 // 1024}
    return render(request, "pages/receipts/check.html", context, wrong=problem)


@router.post("/receipts", access=anyone())
def check(request: Request, sent: FilePost) -> Response:
    """Discards the file; shows only number and time."""
    installation = installation_of(request)
    signer = required(installation.documents, NotFound("receipts"))
    with installation.database.change() as unit:
        count(installation, unit, CHECKED, place_of(request))
    uploads = sent.uploads.get("file", ())
    if len(uploads) != 1:
        return _page(request, None, "none_chosen")
    content = uploads[0].content
    return _page(request, Verdict("too_large") if content is None else verify_receipt(signer, content), "")


@router.get("/receipts/certificate.pem", access=anyone())
def certificate(request: Request) -> Response:
    signer = required(installation_of(request).documents, NotFound("certificate"))
    headers = {"Content-Disposition": 'attachment; filename="certificate.pem"', "Cache-Control": "public, max-age=300"}
    return Response(signer.certificates, media_type="application/x-pem-file", headers=headers)
