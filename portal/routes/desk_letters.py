"""The letter that asks for a correction: to whom and where, then the sheet."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.ask_by_letter import Addressee, addressee_of, ask_by_letter, printed_so_far, why_no_letter
from portal.services.cases import Case
from portal.services.extend_correction import open_return
from portal.services.installation import Installation
from portal.services.print_letter import Letter, print_letter
from portal.services.put_in_dispatch import put_correction
from portal.services.rights import Member
from portal.web.addressee_form import SAID, posted_addressee
from portal.web.case_act import act, look_at
from portal.web.page import render
from portal.web.pdf_answer import pdf_answer
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/letter")


@router.get("")
def show(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        printed, why = printed_so_far(unit, open_return(unit, case)), why_no_letter(unit, case)
        unit.commit()
    return _page(request, case, addressee_of(installation, case), case.row.revision, printed, why)


@router.post("")
def make(request: Request, receipt: str, posted: Post) -> Response:
    """Into the 発送簿 (`dispatch`), or as a sheet at once. Committed before the sheet is set: a code that nobody got is replaced by the next one."""
    made: list[Letter] = []

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | str | None:
        signed.demand("review", case.row.duty)
        if case.row.revision != revision:
            raise Conflict("letter")
        to, wrong = posted_addressee(posted)
        if wrong:
            printed, why = printed_so_far(unit, open_return(unit, case)), why_no_letter(unit, case)
            return _page(request, case, to, revision, printed, why, tuple(box for box, _ in wrong))
        if "dispatch" in posted:
            put_correction(installation, unit, signed, case, to)
            return "dispatch"
        made.append(ask_by_letter(installation, unit, signed, case, to))
        return None

    answer = act(request, receipt, posted, do, did="letter")
    if not made:
        return answer
    return pdf_answer(print_letter(installation_of(request), made), "letter")


def _page(
    request: Request, case: Case, to: Addressee, revision: int, printed: int, why: str, wrong: tuple[str, ...] = ()
) -> Response:
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "to": to,
        "printed": printed,
        "why": why,
        "revision": revision,
        "wrong": {box: SAID[box] for box in wrong},
        "problems": [(SAID[box], box) for box in wrong],
    }
    return render(request, "pages/desk/letter.html", context, status=422 if wrong else 200)
