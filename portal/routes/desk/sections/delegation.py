"""The staff's judgement of a mandate."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.record_delegation import delegation_of, judge_delegation, record_notification, wrong_with
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router

router = Router("staff", access=staff("reviewer", "approver"))


@router.post("/desk/{receipt:receipt_number}/delegation")
def judge(request: Request, receipt: str, posted: Post) -> Response:
    before, state, shown = first(posted, "before"), first(posted, "state"), first(posted, "shown")
    ends, acts = first(posted, "ends"), posted.get("acts")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        wrong = wrong_with(installation.clock, state, shown, ends)
        if wrong:
            form = {
                "state": before,
                "shown": shown,
                "ends": ends,
                "wrong": wrong,
                "revision": revision,
                "acts": _typed(unit, installation, case, acts),
            }
            context = {
                "receipt_number": case.row.receipt_number,
                "form": form,
                "problems": [(text, f"delegation-{box}") for box, text in wrong.items()],
            }
            return render(request, "pages/desk/judge_delegation.html", context, status=422)
        judge_delegation(installation, unit, signed, case, before, state, shown, ends, acts)
        return None

    return act(request, receipt, posted, do, right="review", did="delegation", words=(("見たもの・理由", shown),))


def _typed(
    unit: Unit, installation: Installation, case: Case, acts: list[str] | None
) -> tuple[tuple[str, str, bool], ...]:
    delegation = delegation_of(unit, case, installation.clock.today())
    known = delegation.acts if delegation is not None else ()
    return tuple((code, label, code in acts if acts is not None else asked) for code, label, asked in known)


@router.post("/desk/{receipt:receipt_number}/delegation/told")
def notified(request: Request, receipt: str, posted: Post) -> Response:
    way, note = first(posted, "way"), first(posted, "note")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        record_notification(installation, unit, signed, case, way, note)

    return act(request, receipt, posted, do, did="told", words=(("メモ", note),))
