"""Remedies for a signature; the arrival date stays."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.cases.cases import case_of_resident
from portal.services.shared.catalogue import speech_of
from portal.services.signing.ask_signature import APPLICANT, ask_signature
from portal.services.signing.hand_in_copy import to_mend
from portal.services.signing.judge_signature import COPY_REFUSED, OPEN, note_of
from portal.store.signing import signatures
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.router import Router
from portal.web.shared.state import reading, writing
from portal.web.signing.leaving_to_sign import leaving_to_sign
from portal.web.signing.signing_words import signing_message

router = Router("resident", prefix="/applications/{receipt_number}/signature", access=owner())


@router.get("")
def mend(request: Request, receipt_number: str, refused: str = "") -> Response:
    language = language_of(request)
    with reading(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        row = to_mend(unit, case, session.person_id)
    if row is None:
        return see(request, f"/applications/{receipt_number}")
    context = {
        "receipt_number": receipt_number,
        "title": speech_of(case.procedure, language).text("title", case.procedure.title),
        "refusal": signing_message(refused or row.code.lower()),
        "lacks": row.state == OPEN and not refused,
        "arrived_at": case.arrived_at,
        # The reason that a sent copy was rejected; other staff remarks are internal.
        "why": note_of(case.sealer, row) if row.code == COPY_REFUSED and not refused else "",
        "signable": installation.signing is not None,
        "copies": installation.scanner is not None and row.role == APPLICANT,
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today()), language),
    }
    return render(request, "pages/signing/mend.html", context)


@router.get("/go")
def leave(request: Request, receipt_number: str) -> Response:
    with writing(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number)
        failed = to_mend(unit, case, session.person_id)
        document = signatures.document(unit, failed.document_id) if failed else None
        if failed is None or document is None:
            return see(request, f"/applications/{receipt_number}")
        row = ask_signature(installation.clock, unit, document, failed.role, failed.person_id)
        unit.commit()
    return leaving_to_sign(request, case.sealer, document, row.id, f"/applications/{receipt_number}/signature")
