"""What staff found of a mandate: shown, or not."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.record_delegation import judge_delegation
from portal.services.rights import Member
from portal.web.case_act import act
from portal.web.posting import Post, first

router = APIRouter()


@router.post("/desk/{receipt:receipt_number}/delegation")
def judge(request: Request, receipt: str, posted: Post) -> Response:
    before, state, shown = first(posted, "before"), first(posted, "state"), first(posted, "shown")
    ends = first(posted, "ends")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        judge_delegation(installation, unit, signed, case, before, state, shown, ends)

    return act(request, receipt, posted, do, did="delegation", words=(("見たもの・わけ", shown),))
