"""The check list of a case: what was made sure of."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.tick_checks import tick_checks
from portal.web.case_act import act
from portal.web.posting import Post, first
from portal.web.router import Router

router = Router(prefix="/desk/{receipt:receipt_number}/checks")


@router.post("")
def tick(request: Request, receipt: str, posted: Post) -> Response:
    """All boxes of the list at once, with how they stood on the page."""
    was, now = frozenset(posted.get("was", ())), frozenset(posted.get("checked", ()))

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        tick_checks(installation, unit, signed, case, first(posted, "answers"), was, now)

    return act(request, receipt, posted, do, did="check")
