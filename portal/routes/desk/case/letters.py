from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.correction import open_return
from portal.services.notices.ask_by_letter import (
    Addressee,
    addressee_of,
    ask_by_letter,
    printed_so_far,
    why_no_letter,
    written_to,
)
from portal.services.notices.ask_papers_by_letter import ask_papers_by_letter, demand_requested_papers
from portal.services.notices.dispatch_line import same_name
from portal.services.notices.print_letter import Letter, print_letter
from portal.services.notices.put_in_dispatch import put_correction, put_papers
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.addressee_form import MESSAGES, posted_addressee
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, Posted
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}/letter", access=staff("reviewer", "approver"))
_Put = Callable[[Installation, Unit, Member, Case, Addressee], None]
_Make = Callable[[Installation, Unit, Member, Case, Addressee], Letter]


@dataclass(frozen=True)
class _Asking:
    heading: str
    printed: Callable[[Unit, Case], int]  # number of codes; raises Conflict if nothing is requested
    put: _Put
    make: _Make
    tail: str = ""  # end of the path


def _of_correction(unit: Unit, case: Case) -> int:
    return printed_so_far(unit, open_return(unit, case))


def _of_papers(unit: Unit, case: Case) -> int:
    demand_requested_papers(unit, case)
    return 0


_CORRECTION = _Asking("補正の手紙", _of_correction, put_correction, ask_by_letter)
_PAPERS = _Asking("書類を求める手紙", _of_papers, put_papers, ask_papers_by_letter, "/papers")


@router.get("")
def show(request: Request, receipt: str) -> Response:
    return _show(request, receipt, _CORRECTION)


@router.post("")
def make(request: Request, receipt: str, posted: Post) -> Response:
    return _make(request, receipt, posted, _CORRECTION)


@router.get("/papers")
def show_papers(request: Request, receipt: str) -> Response:
    return _show(request, receipt, _PAPERS)


@router.post("/papers")
def make_papers(request: Request, receipt: str, posted: Post) -> Response:
    return _make(request, receipt, posted, _PAPERS)


def _show(request: Request, receipt: str, asking: _Asking) -> Response:
    with changing(request) as (_, unit):
        _, case = look_at(request, unit, receipt, "review")
        printed, why = asking.printed(unit, case), why_no_letter(unit, case)
    return _page(request, asking, case, addressee_of(case), case.row.revision, printed, why)


def _make(request: Request, receipt: str, posted: Posted, asking: _Asking) -> Response:
    # Commits before typesetting: the next code replaces one that is never printed.
    made: list[Letter] = []

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | str | None:
        if case.row.revision != revision:
            raise Conflict("letter")
        to, wrong = posted_addressee(posted)
        if wrong:
            printed, why = asking.printed(unit, case), why_no_letter(unit, case)
            return _page(request, asking, case, to, revision, printed, why, tuple(box for box, _ in wrong))
        own = written_to(unit, case)
        if same_name(to.name, own.name):  # the boxes of the page have none for a representative
            to = replace(to, representative=own.representative)
        if "dispatch" in posted:
            asking.put(installation, unit, signed, case, to)
            return "dispatch"
        demand_inside(request)
        made.append(asking.make(installation, unit, signed, case, to))
        return None

    answer = act(request, receipt, posted, do, right="review", did="letter")
    if not made:
        return answer
    return pdf_answer(print_letter(installation_of(request).city, made), "letter")


def _page(
    request: Request, asking: _Asking, case: Case, to: Addressee, revision: int, printed: int, why: str,
    wrong: tuple[str, ...] = (),
) -> Response:  # fmt: skip
    context = {
        "heading": asking.heading,
        "action": f"/desk/{case.row.receipt_number}/letter{asking.tail}",
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "to": to,
        "printed": printed,
        "why": why,
        "revision": revision,
        "wrong": {box: MESSAGES[box] for box in wrong},
        "problems": [(MESSAGES[box], box) for box in wrong],
    }
    return render(request, "pages/desk/letter.html", context, wrong=wrong)
