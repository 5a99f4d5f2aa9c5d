# A part of a payment is proposed by one person and approved by another.

from fastapi import Request
from fastapi.responses import Response

from forms.text.japanese import plain
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.fees.print_shop_slip import print_shop_slip, shop_slip_content
from portal.services.fees.refund_by_hand import refund_by_hand
from portal.services.fees.refund_part import CLOSES, close_part, most_of_part, propose_part
from portal.services.fees.refund_payment import MOST_SIGNS, receive_at_counter
from portal.services.fees.refund_whole import PROPOSED, refund_whole, settle_proposed
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.fees import payments
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside

router = Router("staff", prefix="/desk/{receipt:receipt_number}/payment", access=staff("reviewer", "approver"))

_DID = {
    PROPOSED: "refund_asked", "refund_asked": "refund", "refunded": "refund_cash", "refund_by_hand": "refund_hand",
}  # fmt: skip


@router.post("/received")
def received(request: Request, receipt: str, posted: Post) -> Response:
    """The amount comes from the answers, never from the form."""

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        fee = amount_due(installation, unit, case)
        if fee is None or case.row.revision != revision:
            raise Conflict("payment")
        receive_at_counter(installation, unit, signed, case, fee.amount)

    return act(request, receipt, posted, do, right="review", did="received")


@router.post("/refund")
def refund(request: Request, receipt: str, posted: Post) -> Response:
    reason, number = first(posted, "reason").strip(), first(posted, "number")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | str:
        if case.row.revision != revision:
            raise Conflict("payment")
        if not reason or len(reason) > MOST_SIGNS:
            fee = amount_due(installation, unit, case)
            return _again(request, case, number, revision, reason, by_hand=False, alone=fee is None or fee.unowed)
        return _DID[refund_whole(installation, unit, signed, case, number, reason)]

    return act(request, receipt, posted, do, right="review", did="refund", words=[("返す理由", reason)])


@router.post("/part")
def part(request: Request, receipt: str, posted: Post) -> Response:
    reason, number = first(posted, "reason").strip(), first(posted, "number")
    figures = plain(first(posted, "amount")[:20]).replace(",", "").removesuffix("円")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        row = payments.by_number(unit, number)
        if row is None or row.application_id != case.row.id or case.row.revision != revision:
            raise Conflict("payment")
        most = most_of_part(unit, row)
        amount = int(figures) if figures.isascii() and figures.isdigit() else 0
        wrong = ""
        if not 0 < amount <= most:
            wrong = (
                f"返す額を、1円から{most:,}円までの数字で入れてください。"
                if most > 0
                else "一部を返せる額は、もうありません。"
            )
        if wrong or not reason or len(reason) > MOST_SIGNS:
            context = {
                "receipt_number": case.row.receipt_number, "number": number, "revision": revision, "reason": reason,
                "amount": first(posted, "amount"), "wrong_amount": wrong,
                "wrong": "" if wrong else _wrong("返す理由", reason), "form": "part",
            }  # fmt: skip
            shown = [(context["wrong_amount"], "part-amount"), (context["wrong"], "part-reason")]
            return render(
                request,
                "pages/desk/refund.html",
                context | {"problems": [wrong_box for wrong_box in shown if wrong_box[0]]},
                status=422,
            )
        propose_part(installation, unit, signed, case, number, amount, reason)
        return None

    return act(request, receipt, posted, do, right="review", did="part", words=[("返す理由", reason)])


@router.post("/part/settle")
def settle(request: Request, receipt: str, posted: Post) -> Response:
    chosen = first(posted, "act")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> str | None:
        if chosen not in ("approve", "drop"):
            raise BadRequest("act")
        if case.row.revision != revision:
            raise Conflict("payment")
        number, part_number = first(posted, "number"), first(posted, "part")
        state = settle_proposed(installation, unit, signed, case, number, part_number, approve=chosen == "approve")
        return _DID[state] if state else None

    return act(request, receipt, posted, do, right="review", did="part_approve" if chosen == "approve" else "part_drop")


@router.post("/part/close")
def close(request: Request, receipt: str, posted: Post) -> Response:
    chosen, how = first(posted, "act"), first(posted, "reason").strip()
    number, part_number = first(posted, "number"), first(posted, "part")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        if chosen not in CLOSES:
            raise BadRequest("act")
        if case.row.revision != revision:
            raise Conflict("payment")
        if not how or len(how) > MOST_SIGNS:
            wrong = _wrong("返した日と返し方か、確かめたこと", how)
            context = {
                "receipt_number": case.row.receipt_number, "number": number, "revision": revision, "reason": how,
                "wrong": wrong, "problems": [(wrong, f"close-{part_number}")], "form": "close_part", "part_number": part_number,
            }  # fmt: skip
            return render(request, "pages/desk/refund.html", context, status=422)
        close_part(installation, unit, signed, case, number, part_number, chosen, how)
        return None

    return act(request, receipt, posted, do, did="part_close", words=[("返した日と返し方か、確かめたこと", how)])


@router.post("/by-hand")
def by_hand(request: Request, receipt: str, posted: Post) -> Response:
    how, number = first(posted, "reason").strip(), first(posted, "number")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        if case.row.revision != revision:
            raise Conflict("payment")
        if not how or len(how) > MOST_SIGNS:
            return _again(request, case, number, revision, how, by_hand=True)
        refund_by_hand(installation, unit, signed, case, number, how)
        return None

    return act(request, receipt, posted, do, right="review", did="by_hand", words=[("返した日と返し方", how)])


@router.post("/slip")
def slip(request: Request, receipt: str, _posted: Post) -> Response:
    """A PDF, to be enclosed in a letter: it carries the receipt number."""
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        demand_inside(request)
        signed.demand("review", case.row.duty)
        content = shop_slip_content(installation, unit, case)
        write_audit(installation, unit, signed.actor, "print payment slip", application_id=case.row.id)
    return pdf_answer(print_shop_slip(installation, content), f"slip-{case.row.receipt_number}")


def _again(
    request: Request, case: Case, number: str, revision: int, reason: str, *, by_hand: bool, alone: bool = True
) -> Response:
    wrong = _wrong("返した日と返し方" if by_hand else "返す理由", reason)
    context = {
        "receipt_number": case.row.receipt_number, "number": number, "revision": revision, "reason": reason,
        "wrong": wrong, "problems": [(wrong, "by-hand-reason" if by_hand else "refund-reason")],
        "form": "by_hand" if by_hand else "refund", "alone": alone,
    }  # fmt: skip
    return render(request, "pages/desk/refund.html", context, status=422)


def _wrong(asked: str, words: str) -> str:
    return f"{asked}を、{MOST_SIGNS}字までにしてください。" if words else f"{asked}を書いてください。"
