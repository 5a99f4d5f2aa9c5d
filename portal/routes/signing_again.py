"""Mending a signature that could not be confirmed: by signing again, or by what the page says besides. The arrival stays."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.ask_signature import APPLICANT, ask_signature
from portal.services.cases import case_of_resident
from portal.services.hand_in_copy import to_mend
from portal.services.judge_signature import COPY_REFUSED, OPEN, note_of
from portal.store import signatures
from portal.web.leaving_to_sign import leaving_to_sign
from portal.web.page import language_of, office_view, render, see
from portal.web.router import Router
from portal.web.signing_words import told_of
from portal.web.state import installation_of
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
    return leaving_to_sign(request, case.sealer, document, row.id, f"/applications/{receipt_number}/signature")
