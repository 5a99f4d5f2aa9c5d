"""支援措置, 秘匿: only for staff with the right."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_not_own
from portal.services.residents.mark_protected import MOST_SIGNS, lift_protected, mark_protected, shown_marks
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router

router = Router("staff", access=staff("clerk", "reviewer", "approver", "exporter", "auditor", beside="protected"))


@router.post("/desk/{receipt:receipt_number}/protect")
def mark(request: Request, receipt: str, posted: Post) -> Response:
    chosen, reason = tuple(posted.get("person", ())), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        demand_not_own(installation, unit, signed, case)
        mark_protected(installation, unit, signed, case, revision, chosen, reason)

    return act(request, receipt, posted, do, did="protect")


@router.post("/desk/{receipt:receipt_number}/unprotect")
def unmark(request: Request, receipt: str, posted: Post) -> Response:
    # Without `reason`: the page that asks for it, with what ends.
    reason = first(posted, "reason").strip()
    wrong = {} if 0 < len(reason) <= MOST_SIGNS else {"reason": f"やめる理由を、{MOST_SIGNS}字までで書いてください。"}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("protect", case.row.duty)
        demand_not_own(installation, unit, signed, case)
        if not wrong:
            lift_protected(installation, unit, signed, case, revision, reason)
            return None
        shown = wrong if "reason" in posted else {}
        context = {
            "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": revision, "reason": reason,
            "marks": [mark for mark in shown_marks(installation, unit, case) if mark.lifted is None], "most": MOST_SIGNS, "wrong": shown,
            "problems": [(sentence, box) for box, sentence in shown.items()],
        }  # fmt: skip
        return render(request, "pages/desk/unprotect.html", context, wrong=shown)

    return act(request, receipt, posted, do, did="unprotect", words=(("やめる理由", reason),))
