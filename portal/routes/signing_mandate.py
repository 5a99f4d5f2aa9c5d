"""A principal leaves to sign the mandate that stands on their page of it."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict
from portal.services.answer_mandate import mandate_of, own_case
from portal.services.sign_mandate import ask_principal
from portal.web.leaving_to_sign import leaving_to_sign
from portal.web.mandate_words import mandate_told
from portal.web.page import language_of
from portal.web.router import Router
from portal.web.signed_in import resident
from portal.web.state import installation_of

router = Router(prefix="/mandates/{receipt_number}/sign")


@router.get("/go")
def leave(request: Request, receipt_number: str) -> Response:
    """By a link, as wherever somebody signs. Conflict where nothing is to be signed (any more)."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.write() as unit:
        session = resident(request, unit)
        mandate = mandate_of(installation, unit, session, receipt_number)
        if not mandate.may_sign:
            raise Conflict("mandate")
        case = own_case(installation, unit, session, receipt_number)
        told = mandate_told(installation, mandate, language)
        document, row = ask_principal(installation, unit, case, told, language, session.person_id or "")
        unit.commit()
    return leaving_to_sign(request, case.sealer, document, row.id, f"/mandates/{receipt_number}")
