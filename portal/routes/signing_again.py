"""Mending a signature that could not be confirmed: by signing again, or by what the page says besides. The arrival stays."""

from fastapi import Request
from fastapi.responses import Response

from integrations.interfaces import AdapterError
from portal.logs import log
from portal.services.ask_signature import APPLICANT, ask_signature
from portal.services.cases import case_of_resident
from portal.services.hand_in_copy import to_mend
from portal.services.judge_signature import COPY_REFUSED, OPEN, note_of
from portal.services.signed_document import content_of
from portal.services.signing_trip import keep_trip, leave_to_sign
from portal.store import signatures
from portal.web.cookies import browser_of
from portal.web.page import language_of, office_view, render, see
from portal.web.router import Router
from portal.web.signing_words import told_of
from portal.web.state import installation_of, place_of
from portal.web.who_files import filer

router = Router(prefix="/applications/{receipt_number}/signature")


@router.get("")
def mend(request: Request, receipt_number: str, refused: str = "") -> Response:
    """What happened, and the three ways. Settled meanwhile, it leads to the application."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        row = to_mend(unit, case, session.person_id)
    if row is None:
        return see(request, f"/applications/{receipt_number}")
    context = {
        "receipt_number": receipt_number,
        "title": installation.speech(case.procedure, language).text("title", case.procedure.title),
        "told": told_of(refused or row.code.lower()),
        "lacks": row.state == OPEN and not refused,
        "arrived_at": case.arrived_at,
        # Why a copy that was sent does not do; what staff noted otherwise is for themselves.
        "why": note_of(case.sealer, row) if row.code == COPY_REFUSED and not refused else "",
        "signable": installation.signing is not None,
        "copies": installation.scanner is not None and row.role == APPLICANT,
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today())),
    }
    return render(request, "pages/signing/mend.html", context)


@router.get("/go")
def leave(request: Request, receipt_number: str) -> Response:
    """The same document once more, by a link as the first time."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        failed = to_mend(unit, case, session.person_id)
        document = signatures.document(unit, failed.document_id) if failed else None
        if failed is None or document is None:
            return see(request, f"/applications/{receipt_number}")
        row = ask_signature(installation, unit, document, failed.role, failed.person_id)
        unit.commit()
    here = f"/applications/{receipt_number}/signature"
    try:
        attempt, trip = leave_to_sign(installation, document, content_of(document, case.sealer))
    except AdapterError as refused:
        log.warning("signature", code=refused.code)
        return see(request, f"{here}?refused={refused.code.lower()}")
    with installation.database.write() as unit:
        keep_trip(
            installation, unit, case.sealer, row.id, attempt, trip, browser=browser_of(request),
            place=place_of(request), return_to=here,
        )  # fmt: skip
        unit.commit()
    return see(request, trip.address)
