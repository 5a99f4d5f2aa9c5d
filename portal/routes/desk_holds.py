"""Stopping the hand-over of one application, and letting it go on."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.hold_hand_over import MOST_REASON, free_hand_over, hold_hand_over
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.web.case_act import act
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.router import Router

router = Router(prefix="/desk/{receipt:receipt_number}/hold")


@router.post("")
def hold(request: Request, receipt: str, posted: Post) -> Response:
    reason = first(posted, "reason").strip()

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("hold hand-over", case.row.duty)
        if not reason or len(reason) > MOST_REASON:
            said = f"止める理由を、{MOST_REASON}字までで書いてください。"
            context = {"receipt_number": case.row.receipt_number, "revision": revision, "reason": reason}
            context |= {"problems": [(said, "hold-reason")]}
            return render(request, "pages/desk/hold.html", context, status=422)
        hold_hand_over(installation, unit, signed, case, reason)
        return None

    return act(request, receipt, posted, do, did="hold", words=[("止める理由", reason)])


@router.post("/free")
def free(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        free_hand_over(installation, unit, signed, case)

    return act(request, receipt, posted, do, did="free")
