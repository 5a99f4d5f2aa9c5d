from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict
from portal.services.signing.answer_mandate import mandate_of, own_case
from portal.services.signing.sign_mandate import ask_principal
from portal.web.shared.access import owner
from portal.web.shared.page import language_of
from portal.web.shared.router import Router
from portal.web.shared.state import changing, resident
from portal.web.signing.leaving_to_sign import leaving_to_sign
from portal.web.signing.mandate_words import mandate_content

router = Router("resident", prefix="/mandates/{receipt_number}/sign", access=owner())


@router.get("/go")
def leave(request: Request, receipt_number: str) -> Response:
    language = language_of(request)
    with changing(request, resident) as (installation, unit, session):
        mandate = mandate_of(installation, unit, session, receipt_number)
        if not mandate.may_sign:
            raise Conflict("mandate")
        case = own_case(installation, unit, session, receipt_number)
        mandate_text = mandate_content(mandate, language)
        document, row = ask_principal(installation, unit, case, mandate_text, language, session.person_id or "")
    return leaving_to_sign(request, case.sealer, document, row.id, f"/mandates/{receipt_number}")
