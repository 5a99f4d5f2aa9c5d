"""Added later: many offices scan in the evening."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field
from forms.mistakes import Mistake
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.scan_paper import form_to_scan
from portal.services.filing.scan_form import shows_numbers
from portal.services.shared.catalogue import speech_of
from portal.services.shared.rights import Member
from portal.web.desk.case_act import look_at, number_of
from portal.web.desk.hand_in_files import shelf_view
from portal.web.desk.paper_page import scan_place, take_scans
from portal.web.files.keep_piece import keep_piece
from portal.web.filing.question_page import problems
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router(
    "staff", prefix="/desk/{receipt:receipt_number}/form-scan", access=staff("clerk", "reviewer", "approver")
)


@router.get("")
def show(request: Request, receipt: str) -> Response:
    return _page(request, receipt, ())


@router.post("")
def scan(request: Request, receipt: str, sent: FilePost) -> Response:
    mistakes = take_scans(request, receipt, sent, _question, "form")
    return _page(request, receipt, mistakes) if mistakes else see(request, f"/desk/{number_of(receipt)}/form-scan")


@router.patch("")
def keep(request: Request, receipt: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: scan_place(request, unit, receipt, _question))


def _question(_unit: Unit, signed: Member, case: Case) -> Field:
    return form_to_scan(signed, case)


def _page(request: Request, receipt: str, mistakes: Sequence[Mistake]) -> Response:
    with changing(request) as (_, unit):
        signed, case = look_at(request, unit, receipt)
        question = form_to_scan(signed, case)
    speech = speech_of(case.procedure, "ja")
    view = shelf_view(
        case.shelf, question, speech, case.environment, label="スキャン", required=False, mistakes=mistakes
    )
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "view": view, "problems": problems([view]),
        "here": f"/desk/{case.row.receipt_number}", "numbers": shows_numbers(case.procedure),
    }  # fmt: skip
    return render(request, "pages/desk/form_scan.html", context, wrong=mistakes)
