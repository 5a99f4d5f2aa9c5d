"""この内容をもとに、もう一度申請する."""

from fastapi import Request
from fastapi.responses import Response

from forms.path.filer import asked_on_line
from portal.services.cases.cases import case_of_resident
from portal.services.filing.drafts import draft_of_resident, draft_path
from portal.services.filing.start_again import files_to_copy, start_again
from portal.services.my_cases.own_applications import own_drafts
from portal.web.filing.draft_page import address_of
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import reading, resident_actor

router = Router("resident", access=owner())


@router.post("/applications/{receipt_number}/again")
def again(request: Request, receipt_number: str, posted: Post) -> Response:
    """An existing draft is not overwritten."""
    with reading(request) as (installation, unit):
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number, changes=False)
        procedure = first(posted, "procedure") or case.procedure.id
        files = files_to_copy(installation, unit, case, procedure)
    copies = [(copied, copied.made) for copied in files]  # outside a unit: the store of files may be slow
    with installation.database.change() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number, changes=False)
        draft_id = start_again(installation, unit, case, session, resident_actor(request, session), procedure, copies)
        draft = draft_of_resident(installation, unit, session, procedure, draft_id) if draft_id else None
        several = sum(row.procedure == procedure for row in own_drafts(unit, session)) > 1
    if draft is None or not several:
        return see(request, f"/apply/{procedure}")
    # Of several drafts that address would open another.
    if asked_on_line(draft.procedure):
        return see(request, f"/apply/{procedure}/{draft_id}/who-files")
    return see(request, address_of(draft, draft_path(installation, draft).pages[0]))
