"""廃棄停止 of an application or a procedure."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.cases.cases import Case
from portal.services.disposal.hold_disposal import MOST_REASON, faults, hold_case, hold_procedure, lift
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, writing

router = Router("staff", prefix="/desk")


@router.post("/{receipt:receipt_number}/keep", access=staff("reviewer", "approver"))
def keep(request: Request, receipt: str, posted: Post) -> Response:
    words = _words(posted)

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("propose disposal", case.row.duty)
        problems = faults(**words)
        if problems:
            number = case.row.receipt_number
            context = {
                "receipt_number": number, "revision": revision, "problems": problems, "keep_words": words,
                "action": f"/desk/{number}/keep", "back": f"/desk/{number}", "back_words": "申請にもどる",
                "procedures": [], "chosen": "",
            }  # fmt: skip
            return render(request, "pages/disposals/hold.html", context, status=422)
        hold_case(installation, unit, signed, case, **words)
        return None

    return act(request, receipt, posted, do, did="keep", words=[("止める理由", words["reason"])])


@router.get("/disposals/holds", access=staff("reviewer", "approver"))
def holding(request: Request) -> Response:
    duty = request.query_params.get("duty", "")
    with installation_of(request).database.read() as unit:
        _may_hold(request, unit, duty)
    return _page(request, duty, "", {"reason": "", "number": ""}, [])


@router.post("/disposals/holds", access=staff("reviewer", "approver"))
def hold(request: Request, posted: Post) -> Response:
    installation, words = installation_of(request), _words(posted)
    asked = first(posted, "procedure")
    procedure = next((listed for listed in installation.catalogue.all() if listed.id == asked), None)
    with installation.database.write() as unit:
        signed = _may_hold(request, unit, procedure.duty if procedure else "")
        problems = faults(**words)
        if procedure is not None and not problems:
            hold_procedure(installation, unit, signed, procedure.duty, procedure.id, **words)
            unit.commit()
            return see(request, f"/desk/disposals?duty={procedure.duty}&did=held")
    problems = problems if procedure else [*problems, ("手続を選んでください。", "keep-procedure")]
    return _page(request, procedure.duty if procedure else "", asked, words, problems)


def _may_hold(request: Request, unit: Unit, duty: str) -> Member:
    # Raises NotAllowed.
    signed = member(request, unit)
    duties = signed.duties("propose disposal", tuple(installation_of(request).city.duties))
    if not duties or (duty and duty not in duties):
        raise NotAllowed("hold disposal")
    return signed


def _page(request: Request, duty: str, chosen: str, words: dict[str, str], problems: list[tuple[str, str]]) -> Response:
    signed: Member = request.state.staff
    offered = installation_of(request).catalogue.all()
    procedures = [
        (listed.id, listed.title)
        for listed in offered
        if signed.may("propose disposal", listed.duty) and duty in ("", listed.duty)
    ]
    context = {
        "receipt_number": "", "revision": "", "problems": problems, "keep_words": words, "chosen": chosen,
        "action": "/desk/disposals/holds", "back": "/desk/disposals", "back_words": "保存期間と廃棄にもどる",
        "procedures": procedures,
    }  # fmt: skip
    return render(request, "pages/disposals/hold.html", context, wrong=problems)


@router.post("/disposals/holds/{hold:row_number}/lift", access=staff("approver"))
def lifted(request: Request, hold: int, posted: Post) -> Response:
    reason = first(posted, "reason").strip()
    with writing(request, member) as (installation, unit, signed):
        if not signed.duties("approve disposal", tuple(installation.city.duties)):
            raise NotAllowed("free disposal")
        if reason and len(reason) <= MOST_REASON:
            number = lift(installation, unit, signed, hold, reason)
            unit.commit()
            return see(request, f"/desk/{number}?did=let_go" if number else "/desk/disposals?did=lifted")
    problem = f"やめる理由を、{MOST_REASON}字までで書いてください。"
    context = {"hold": hold, "reason": reason, "problems": [(problem, "lift-reason")]}
    return render(request, "pages/disposals/lift.html", context, status=422)


def _words(posted: Posted) -> dict[str, str]:
    return {name: " ".join(first(posted, name).split()) for name in ("reason", "number")}
