from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.tick_checks import tick_checks
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router

router = Router("staff", prefix="/desk/{receipt:receipt_number}/checks", access=staff("reviewer", "approver"))


@router.post("")
def tick(request: Request, receipt: str, posted: Post) -> Response:
    was, now = frozenset(posted.get("was", ())), frozenset(posted.get("checked", ()))

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        tick_checks(installation, unit, signed, case, first(posted, "answers"), was, now)

    return act(request, receipt, posted, do, did="check")
