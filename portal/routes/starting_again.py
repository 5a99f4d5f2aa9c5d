"""この内容をもとに、もう一度申請する."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.cases import case_of_resident
from portal.services.start_again import start_again
from portal.web.page import see
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer

router = Router()


@router.post("/applications/{receipt_number}/again")
def again(request: Request, receipt_number: str, _posted: Post) -> Response:
    """Commits, then leads to the first page; where a draft is there already, to that one, which nothing overwrites."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        start_again(installation, unit, case, session, resident_actor(request, session))
        unit.commit()
    return see(request, f"/apply/{case.procedure.id}")
