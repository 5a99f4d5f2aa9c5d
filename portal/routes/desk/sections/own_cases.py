"""A one-day exception from the conflict-of-interest guard."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.cases.cases import Case
from portal.services.cases.own_case import why_own
from portal.services.desk.sections.permit_own_case import (
    MOST_REASON,
    colleagues_to_permit,
    permit_own_case,
    read_permit,
)
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.colleagues import Colleague
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_HERE = "/{receipt:receipt_number}/own-case"
_MESSAGES = {"nobody": "職員を選んでください。", "no_reason": f"理由を、{MOST_REASON}字までで書いてください。"}


@router.get(_HERE)
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt, "review")
        own, others = (
            bool(why_own(installation, unit, signed, case)),
            colleagues_to_permit(installation.clock, unit, signed, case),
        )
    return _page(request, case, others, {"to": "", "reason": "", "once": new_form()}, {}, own=own)


def _page(
    request: Request, case: Case, others: list[Colleague], typed: Mapping[str, str], wrong: Mapping[str, str], *, own: bool
) -> Response:  # fmt: skip
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "others": [(str(colleague.id), colleague.name) for colleague in others], "typed": typed, "wrong": messages, "own": own,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/own_case.html", context, wrong=wrong)


@router.post(_HERE)
def let(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in ("to", "reason", "once")}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> Response | None:
        if typed["to"] == str(signed.id):
            raise NotAllowed("permit oneself")
        wrong = read_permit(installation.clock, unit, signed, case, typed["to"], typed["reason"])
        if wrong:
            others = colleagues_to_permit(installation.clock, unit, signed, case)
            return _page(request, case, others, typed, wrong, own=bool(why_own(installation, unit, signed, case)))
        permit_own_case(installation, unit, signed, case, int(typed["to"]), typed["reason"], typed["once"])
        return None

    return act(request, receipt, posted, do, right="review", did="permit", words=[("理由", typed["reason"])])
