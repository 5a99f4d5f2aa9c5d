"""The receiving office of a case: another one takes it over."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.receiving_office import office_line
from portal.services.desk.case.move_office import MOST_SIGNS, move_office, other_offices, read_move
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_OFFICE = "/{receipt:receipt_number}/office"
_MESSAGES = {
    "no_office": "移す先の窓口を選んでください。",
    "too_long": f"申請した人への言葉を、{MOST_SIGNS}字までにしてください。",
}


@router.get(_OFFICE)
def show(request: Request, receipt: str) -> Response:
    with installation_of(request).database.change() as unit:
        _, case = look_at(request, unit, receipt, "review")
    return _page(request, case, {"office": "", "words": ""}, {})


def _page(request: Request, case: Case, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    installation = installation_of(request)
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "now_at": office_line(installation.city, case.row.office, installation.clock.today()),
        "offices": other_offices(installation, case), "typed": typed, "wrong": messages,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/receiving_office.html", context, wrong=wrong)


@router.post(_OFFICE)
def move(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in ("office", "words")}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        wrong = read_move(installation, case, typed["office"], typed["words"])
        if wrong:
            return _page(request, case, typed, wrong)
        move_office(installation, unit, signed, case, revision, typed["office"], typed["words"])
        return None

    return act(request, receipt, posted, do, did="office", words=[("申請した人への言葉", typed["words"])])
