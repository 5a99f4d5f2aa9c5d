"""What staff found of a mandate: shown, or not; and that its principal was told."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.record_delegation import judge_delegation, tell_principal, wrong_with
from portal.services.rights import Member
from portal.web.case_act import act
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.router import Router

router = Router()


@router.post("/desk/{receipt:receipt_number}/delegation")
def judge(request: Request, receipt: str, posted: Post) -> Response:
    before, state, shown = first(posted, "before"), first(posted, "state"), first(posted, "shown")
    ends = first(posted, "ends")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        wrong = wrong_with(installation, state, shown, ends)
        if wrong:
            form = {"state": before, "shown": shown, "ends": ends, "wrong": wrong, "revision": revision}
            context = {
                "receipt_number": case.row.receipt_number,
                "form": form,
                "problems": [(text, f"delegation-{box}") for box, text in wrong.items()],
            }
            return render(request, "pages/desk/judge_delegation.html", context, status=422)
        judge_delegation(installation, unit, signed, case, before, state, shown, ends)
        return None

    return act(request, receipt, posted, do, did="delegation", words=(("見たもの・わけ", shown),))


@router.post("/desk/{receipt:receipt_number}/delegation/told")
def tell(request: Request, receipt: str, posted: Post) -> Response:
    way, note = first(posted, "way"), first(posted, "note")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        tell_principal(installation, unit, signed, case, way, note)

    return act(request, receipt, posted, do, did="told", words=(("メモ", note),))
