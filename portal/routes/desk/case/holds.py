"""Holding the hand-over of an application."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.hold_hand_over import MOST_REASON, free_hand_over, hold_hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router

router = Router("staff", prefix="/desk/{receipt:receipt_number}/hold", access=staff("reviewer", "approver", "exporter"))


@router.post("")
def hold(request: Request, receipt: str, posted: Post) -> Response:
    reason = first(posted, "reason").strip()

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("hold hand-over", case.row.duty)
        if not reason or len(reason) > MOST_REASON:
            problem = f"止める理由を、{MOST_REASON}字までで書いてください。"
            context = {"receipt_number": case.row.receipt_number, "revision": revision, "reason": reason}
            context |= {"problems": [(problem, "hold-reason")]}
            return render(request, "pages/desk/hold.html", context, status=422)
        hold_hand_over(installation, unit, signed, case, reason)
        return None

    return act(request, receipt, posted, do, did="hold", words=[("止める理由", reason)])


@router.post("/free")
def free(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        free_hand_over(installation, unit, signed, case, shown=first(posted, "held"))

    return act(request, receipt, posted, do, did="free")
