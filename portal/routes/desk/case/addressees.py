"""A 宛名番号 that staff type for a case."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest, NotAllowed, NotFound, required
from portal.services.desk.case.type_addressee import (
    MOST_REASON,
    Typed,
    history_of,
    is_listed,
    link_typed,
    look_at_typed,
    next_place,
    offers_typing,
    undo_linking,
)
from portal.services.residents.addressee import read_number
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}/addressee", access=staff("reviewer", "approver"))


@router.get("")
def show(request: Request, receipt: str) -> Response:
    return _page(request, receipt, Typed(""), "")


@router.post("")
def link(request: Request, receipt: str, posted: Post) -> Response:
    installation, typed, reason = installation_of(request), first(posted, "number"), first(posted, "reason").strip()
    settings, confirmed = installation.settings, "confirmed" in posted
    number, problem = read_number(typed, settings.addressee_digits, settings.addressee_check)
    listed = None if problem or confirmed else is_listed(installation.register, number)
    with installation.database.change() as unit:
        signed, case = look_at(request, unit, receipt)
        if confirmed:
            looked = link_typed(installation, unit, signed, case, typed, reason, _place(posted))
        else:
            looked = look_at_typed(installation, unit, signed, case, typed, reason)
    if confirmed and not looked.problem:
        return see(request, f"/desk/{case.row.receipt_number}?did=addressee#addressee")
    return _page(request, receipt, looked, reason, listed=listed, confirming=not looked.problem)


@router.post("/undo")
def undo(request: Request, receipt: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        undo_linking(installation, unit, signed, case, _place(posted))
    return see(request, f"/desk/{case.row.receipt_number}?did=addressee_undone#addressee")


def _place(posted: Posted) -> int:
    return required(whole(first(posted, "place")), BadRequest("place"))


def _page(
    request: Request, receipt: str, looked: Typed, reason: str, *, listed: bool | None = None, confirming: bool = False
) -> Response:
    with changing(request) as (installation, unit):
        _, case = look_at(request, unit, receipt, "review")
        if not offers_typing(installation, unit, case):
            raise NotFound("addressee number")
        if case.hides:
            raise NotAllowed("addressee number")
        linkings, place = history_of(unit, case), next_place(unit, case)
    context: dict[str, Any] = {
        "receipt_number": case.row.receipt_number, "title": case.procedure.title, "place": place,
        "digits": installation.settings.addressee_digits, "most_reason": MOST_REASON,
        "current": linkings[0].number if linkings else "", "asks_reason": any(linking.number for linking in linkings), "number": looked.number, "reason": reason,
        "confirming": confirming, "listed": listed, "others": looked.others, "hidden": looked.hidden,
        "problem": looked.problem, "wrong": looked.at, "problems": [(looked.problem, looked.at)] if looked.problem else [],
    }  # fmt: skip
    return render(request, "pages/desk/addressee_form.html", context, wrong=looked.problem)
