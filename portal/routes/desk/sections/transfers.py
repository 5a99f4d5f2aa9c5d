"""移送・所管替え: offers, and answers."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.cases.cases import Case
from portal.services.desk.case.ask_opinion import other_duties
from portal.services.desk.case.transfer_case import (
    MOST_SIGNS,
    accept_case,
    offer_case,
    offered_case,
    offered_to_us,
    read_offer,
    read_reason,
    send_case_back,
    take_offer_back,
    view_offer,
)
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reviewer

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_CASE = "/{receipt:receipt_number}/transfer"
_TRANSFER = "/transfers/{transfer:row_number}"
_MESSAGES = {
    "no_duty": "移す課を選んでください。",
    "no_reason": "理由を書いてください。",
    "too_long": f"理由を、{MOST_SIGNS}字までにしてください。",
}
_DID = {"accept": "引き受けました。申請した人に、新しい担当を知らせました。", "send_back": "もとの課に返しました。"}


@router.get(_CASE)
def offer_page(request: Request, receipt: str) -> Response:
    with installation_of(request).database.change() as unit:
        _, case = look_at(request, unit, receipt, "review")
    return _offer(request, case, {"duty": "", "reason": "", "once": new_form()}, {})


def _offer(request: Request, case: Case, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "duties": other_duties(installation_of(request), case), "typed": typed, "wrong": messages,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/transfer_offer.html", context, wrong=wrong)


@router.post(_CASE)
def offer(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in ("duty", "reason", "once")}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        wrong = read_offer(installation, case, typed["duty"], typed["reason"])
        if wrong:
            return _offer(request, case, typed, wrong)
        offer_case(installation, unit, signed, case, revision, typed["duty"], typed["reason"], typed["once"])
        return None

    return act(request, receipt, posted, do, right="review", did="transfer", words=[("理由", typed["reason"])])


@router.post(f"{_CASE}/take-back")
def take_back(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        if case.row.revision != revision:  # it may have been sent back and offered to another section
            raise Conflict("transfer")
        take_offer_back(installation, unit, signed, case)

    return act(request, receipt, posted, do, did="transfer_back")


@router.get("/transfers")
def offered(request: Request) -> Response:
    with changing(request) as (installation, unit):
        lines = offered_to_us(installation, unit, reviewer(request, unit))
    context = {"lines": lines, "flash": _DID.get(request.query_params.get("did", ""))}
    return render(request, "pages/desk/transfers.html", context)


@router.get(_TRANSFER)
def show(request: Request, transfer: int) -> Response:
    with installation_of(request).database.change() as unit:
        return _page(request, unit, reviewer(request, unit), transfer)


def _page(request: Request, unit: Unit, signed: Member, transfer: int, reason: str = "", problem: str = "") -> Response:
    installation = installation_of(request)
    case, row = offered_case(installation, unit, signed, transfer)
    context = {
        "offer": view_offer(installation.city, unit, case, row), "number": case.row.receipt_number, "procedure": case.procedure,
        "arrived": case.arrival_day, "due": case.row.due, "reason": reason, "problem": problem,
        "problems": [(problem, "reason")] if problem else [],
    }  # fmt: skip
    return render(request, "pages/desk/transfer.html", context, wrong=problem)


@router.post(_TRANSFER)
def answer(request: Request, transfer: int, posted: Post) -> Response:
    installation, did, reason = installation_of(request), first(posted, "act"), first(posted, "reason")
    with installation.database.write() as unit:
        signed = reviewer(request, unit)
        case, row = offered_case(installation, unit, signed, transfer)
        if did not in _DID:
            raise BadRequest("act")
        slip = read_reason(reason) if did == "send_back" else ""
        if slip:
            page = _page(request, unit, signed, transfer, reason, _MESSAGES[slip])
            unit.commit()
            return page
        if did == "accept":
            accept_case(installation, unit, signed, case, row)
        else:
            send_case_back(installation, unit, signed, case, row, reason)
        unit.commit()
    return see(request, f"/desk/transfers?did={did}")
