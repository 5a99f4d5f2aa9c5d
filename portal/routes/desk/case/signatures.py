"""Signatures that no machine can verify, companies', and those in packages."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest
from portal.services.cases.cases import Case
from portal.services.imports.judge_package import judge_package, keep_judged, open_package
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.signing.judge_company_papers import judge_papers, keep_found, open_papers
from portal.services.signing.settle_signature import DECIDED, is_copy, settle_signature, wrong_with
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", access=staff("reviewer", "approver"))


@router.post("/desk/{receipt:receipt_number}/signature")
def settle(request: Request, receipt: str, posted: Post) -> Response:
    state, shown, number = first(posted, "state"), first(posted, "shown"), first(posted, "signature")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise BadRequest("signature")
        wrong = wrong_with(shown)
        if wrong:
            form = {
                "id": int(number),
                "ways": (state,) if state in DECIDED else (),
                "shown": shown,
                "wrong": wrong,
                "of_copy": is_copy(unit, case.row.id, int(number)),
                "revision": revision,
            }
            context = {
                "receipt_number": case.row.receipt_number, "form": form,
                "problems": [(wrong, f"signature-{number}-shown")],
            }  # fmt: skip
            return render(request, "pages/desk/settle_signature.html", context, status=422)
        settle_signature(installation, unit, signed, case, int(number), state, shown)
        return None

    return act(request, receipt, posted, do, right="review", did="signature", words=(("見たもの・理由", shown),))


@router.post("/desk/{receipt:receipt_number}/company-signatures")
def judge_company(request: Request, receipt: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        papers, number = open_papers(installation, unit, signed, case)
    judged = judge_papers(installation, papers, number)
    with installation.database.change() as unit:
        signed, case = look_at(request, unit, receipt)
        keep_found(installation, unit, signed, case, judged)
    return see(request, f"/desk/{case.row.receipt_number}#company-signatures")


@router.post("/desk/{receipt:receipt_number}/package-signatures")
def judge_files(request: Request, receipt: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        opened = open_package(installation, unit, signed, case)
    judged = judge_package(installation, opened)
    with installation.database.change() as unit:
        signed, case = look_at(request, unit, receipt)
        keep_judged(installation, unit, signed, case, opened, judged)
    return see(request, f"/desk/{case.row.receipt_number}#package-signatures")
