"""この内容をもとに、もう一度申請する."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.cases.cases import case_of_resident
from portal.services.filing.start_again import files_to_copy, start_again
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_actor

router = Router("resident", access=owner())


@router.post("/applications/{receipt_number}/again")
def again(request: Request, receipt_number: str, posted: Post) -> Response:
    """An existing draft is not overwritten."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number, changes=False)
        procedure = first(posted, "procedure") or case.procedure.id
        files = files_to_copy(installation, unit, case, procedure)
    copies = [(copied, copied.made) for copied in files]  # outside a unit: the store of files may be slow
    with installation.database.write() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number, changes=False)
        start_again(installation, unit, case, session, resident_actor(request, session), procedure, copies)
        unit.commit()
    return see(request, f"/apply/{procedure}")
