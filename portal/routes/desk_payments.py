"""Fees at the desk: money that came at the counter is recorded, money goes back with a reason, or by hand with a note."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.owed import owed
from portal.services.refund_by_hand import refund_by_hand
from portal.services.refund_payment import MOST_SIGNS, ask_refund, receive_at_counter
from portal.services.rights import Member
from portal.web.case_act import act
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.router import Router

router = Router(prefix="/desk/{receipt:receipt_number}/payment")


@router.post("/received")
def received(request: Request, receipt: str, posted: Post) -> Response:
    """The amount is what the answers ask for: nobody types it."""

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        signed.demand("review", case.row.duty)
        found = owed(installation, unit, case)
        if found is None or case.row.revision != revision:
            raise Conflict("payment")
        receive_at_counter(installation, unit, signed, case, found.amount)

    return act(request, receipt, posted, do, did="received")


@router.post("/refund")
def refund(request: Request, receipt: str, posted: Post) -> Response:
    """Without a reason the same page asks for it."""
    reason, number = first(posted, "reason").strip(), first(posted, "number")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        if case.row.revision != revision:
            raise Conflict("payment")
        if not reason or len(reason) > MOST_SIGNS:
            return _again(request, case, number, revision, reason, by_hand=False)
        ask_refund(installation, unit, signed, case, number, reason)
        return None

    return act(request, receipt, posted, do, did="refund", words=[("返すわけ", reason)])


@router.post("/by-hand")
def by_hand(request: Request, receipt: str, posted: Post) -> Response:
    """It was paid out past the provider. Without a note of how the same page asks for it."""
    how, number = first(posted, "reason").strip(), first(posted, "number")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        if case.row.revision != revision:
            raise Conflict("payment")
        if not how or len(how) > MOST_SIGNS:
            return _again(request, case, number, revision, how, by_hand=True)
        refund_by_hand(installation, unit, signed, case, number, how)
        return None

    return act(request, receipt, posted, do, did="by_hand", words=[("返した日と返し方", how)])


def _again(request: Request, case: Case, number: str, revision: int, reason: str, *, by_hand: bool) -> Response:
    asked = "返した日と返し方" if by_hand else "返すわけ"
    wrong = f"{asked}を、{MOST_SIGNS}字までにしてください。" if reason else f"{asked}を書いてください。"
    context = {
        "receipt_number": case.row.receipt_number, "number": number, "revision": revision, "reason": reason,
        "wrong": wrong, "problems": [(wrong, "by-hand-reason" if by_hand else "refund-reason")], "by_hand": by_hand,
    }  # fmt: skip
    return render(request, "pages/desk/refund.html", context, status=422)
