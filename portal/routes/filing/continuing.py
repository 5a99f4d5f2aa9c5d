"""次の手続を始める: what follows a decided application."""

from fastapi import Request
from fastapi.responses import Response

from forms.path.filer import CAME, asked_on_line
from portal.services.cases.cases import case_of_resident
from portal.services.filing.drafts import draft_path
from portal.services.my_cases.continue_application import continue_application
from portal.web.filing.draft_page import onward
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, resident_actor

router = Router("resident", access=owner())


@router.post("/applications/{receipt_number}/next")
def go_on(request: Request, receipt_number: str, posted: Post) -> Response:
    """Repeating leads to the same draft."""
    with changing(request, filer) as (installation, unit, session):
        case = case_of_resident(installation, unit, session, receipt_number, changes=False)
        actor = resident_actor(request, session)
        draft = continue_application(installation, unit, case, session, actor, first(posted, "procedure"))
    if asked_on_line(draft.procedure) and CAME not in draft.answers:
        return see(request, f"/apply/{draft.procedure.id}/{draft.id}/who-files")
    return see(request, onward(installation, draft, draft_path(installation, draft)))
