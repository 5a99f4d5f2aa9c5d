from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError
from portal.db import Unit
from portal.errors import BadRequest, Closed, Conflict, NeighbourDown
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.fee import AmountDue, amount_due
from portal.services.cases.name_principal import shown_name
from portal.services.counter.visits import Visit, visit_of_counter
from portal.services.fees.begin_payment import pay_page
from portal.services.fees.print_fee_receipt import fee_receipt_content, print_fee_receipt
from portal.services.fees.settle_order import settle_order
from portal.services.fees.settle_payment import ask_provider, expired
from portal.services.fees.take_fee import begin_cashless, fees_of_visit, is_due, take_cash
from portal.services.fees.till import TAKES, is_open, note_orders
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.fees import payments
from portal.web.counter.cash_given import change_words, given_query, wrong_given
from portal.web.counter.clerk import clerk
from portal.web.counter.visit import PLACE_COOKIE
from portal.web.desk.case_act import look_at, number_of
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, Posted, first, whole
from portal.web.shared.qr import qr
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, read_cookie, set_cookie

router = Router("staff", prefix="/counter")
_CASE = "/fees/{receipt:receipt_number}"
BACK = "/payments/at-counter"
MESSAGES = {
    "cash": "現金で受け取ったことを記録しました。",
    "over": "ほかの画面で先に記録されたか、額が変わったか、今日の締めが終わっています。いまの様子は下のとおりです。記録はしていません。",
    "closed": "この窓口では、その方法で受け取れません。記録はしていません。",
    "down": "支払いのサービスが答えません。少し待ってもう一度押すか、現金か納付書にしてください。",
}


@router.get(_CASE, access=staff("clerk", "reviewer", "approver"))
def show(request: Request, receipt: str) -> Response:
    return _page(request, receipt)


def _page(request: Request, receipt: str, posted: Posted | None = None, wrong: str = "") -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        signed.demand(TAKES, case.row.duty)
        fee = amount_due(installation, unit, case)
        context = _context(request, installation, unit, case, fee)
    address, problem = _pay_page(installation, case, fee)
    message = MESSAGES.get(request.query_params.get("said", ""), "")
    if message:
        message += change_words(request.query_params)
    context |= {
        "pay": qr(address) if address else None,
        "address": address,
        "message": problem or message,
        "down": bool(problem),
        **_given(posted, wrong),
    }
    if posted is not None:
        context["chosen"] = first(posted, "place")
    return render(request, "pages/counter/fee.html", context, wrong=wrong)


def _given(posted: Posted | None, wrong: str) -> dict[str, Any]:
    return {
        "cash_given": first(posted, "given") if posted else "", "given_wrong": wrong,
        "problems": [(wrong, "till-given")] if wrong else [],
    }  # fmt: skip


def _context(
    request: Request, installation: Installation, unit: Unit, case: Case, fee: AmountDue | None
) -> dict[str, Any]:
    chosen = read_cookie(request, PLACE_COOKIE)
    return {
        "row": case.row, "title": case.procedure.title, "owed": fee, "due": is_due(fee),
        "name": shown_name(case.procedure, case.summary), "counters": installation.city.counters,
        "chosen": chosen, "cash": any(counter.cash for counter in installation.city.counters),
        "provider": installation.payments is not None and fee is not None and fee.asked,
        "till": is_open(installation.clock, unit, chosen) if chosen else True, "inner": installation.settings.zone == "inner", "laptop": installation.settings.laptop,
    }  # fmt: skip


def _pay_page(installation: Installation, case: Case, fee: AmountDue | None) -> tuple[str, str]:
    # (URL of the open order, error). No unit is open meanwhile.
    if fee is None or fee.payment is None or fee.state != "open":
        return "", ""
    try:
        return pay_page(installation, fee.payment, case.procedure.title, BACK), ""
    except NeighbourDown:
        return "", MESSAGES["down"]


@router.post(_CASE, access=staff("clerk", "reviewer", "approver"))
def act(request: Request, receipt: str, posted: Post) -> Response:
    installation, did, place = installation_of(request), first(posted, "act"), first(posted, "place")
    address = f"/counter/fees/{receipt}"
    if did == "look":
        _look(request, installation, receipt)
        return see(request, address)
    outcome, wrong = _message(request, installation, receipt, posted)
    if wrong:
        return _page(request, receipt, posted, wrong)
    response = see(request, f"{address}?said={outcome}" if outcome else address)
    if place in {counter.id for counter in installation.city.counters}:
        set_cookie(request, response, PLACE_COOKIE, place, days=365)
    return response


def _message(request: Request, installation: Installation, receipt: str, posted: Posted) -> tuple[str, str]:
    # (what was done, what is wrong with お預かり).
    did, place, given = first(posted, "act"), first(posted, "place"), first(posted, "given")
    query = ""
    try:
        with installation.database.change() as unit:
            signed = member(request, unit)
            case = case_of_member(installation, unit, signed, number_of(receipt))
            signed.demand(TAKES, case.row.duty)
            match did:
                case "cash":
                    fee = amount_due(installation, unit, case)
                    amount = fee.amount if fee is not None and (is_due(fee) or fee.again) else 0
                    if first(posted, "amount") != str(amount):  # what was counted out is the amount of the page
                        raise Conflict("payment")
                    if amount and (wrong := wrong_given(given, amount)):
                        return "", wrong
                    take_cash(installation, unit, signed, case, place, amount)
                    query = f"&{given_query(given, amount)}"
                case "cashless":
                    begin_cashless(installation, unit, signed, case, place)
                case _:
                    raise BadRequest("act")
    except Conflict:
        return "over", ""
    except Closed:
        return "closed", ""
    return f"cash{query}" if did == "cash" else "", ""


def _look(request: Request, installation: Installation, receipt: str) -> None:
    # The provider's callback may be late or lost. No unit is open meanwhile.
    with installation.database.read() as unit:
        signed = member(request, unit)
        case = case_of_member(installation, unit, signed, number_of(receipt))
        signed.demand(TAKES, case.row.duty)
        standing = payments.open_of(unit, case.row.id)
    answer = None
    if standing is not None:
        try:
            answer = expired(installation.clock, standing, ask_provider(installation.payments, standing))
        except AdapterError:
            answer = None
    with installation.database.change() as unit:
        if answer is not None:
            settle_order(installation, unit, answer, "answer")
        for counter in installation.city.counters:
            note_orders(installation, unit, counter.id)


@router.get(f"{_CASE}/receipt.pdf", access=staff("clerk", "reviewer", "approver"))
def receipt_pdf(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        signed.demand(TAKES, case.row.duty)
        content = fee_receipt_content(installation, unit, case)
        write_audit(installation, unit, signed.actor, "print fee receipt", application_id=case.row.id)
    return pdf_answer(print_fee_receipt(installation, content), f"fee-{case.row.receipt_number}")


@router.get("/visits/{visit}/fees", access=staff("clerk", "reviewer"))
def of_visit(request: Request, visit: str) -> Response:
    return _of_visit(request, visit)


def _of_visit(
    request: Request, visit: str, problem: str = "", status: int = 200, posted: Posted | None = None, wrong: str = ""
) -> Response:  # fmt: skip
    with changing(request, clerk) as (installation, unit, signed):
        current_visit = visit_of_counter(installation, unit, signed, visit)
        lines = fees_of_visit(installation, unit, signed, current_visit)
        write_audit(installation, unit, signed.actor, "see fees of visit", detail=visit)
    due = [line for line in lines if line.due]
    context = {
        "visit": current_visit, "lines": lines, "due": due, "total": sum(line.amount or 0 for line in due), "message": problem, "change": change_words(request.query_params),
        "counters": installation.city.counters, "chosen": first(posted, "place") if posted else read_cookie(request, PLACE_COOKIE), "laptop": installation.settings.laptop,
        **_given(posted, wrong),
    }  # fmt: skip
    return render(request, "pages/counter/fees.html", context, status=status, wrong=wrong)


@router.post("/visits/{visit}/fees", access=staff("clerk", "reviewer"))
def all_in_cash(request: Request, visit: str, posted: Post) -> Response:
    installation, place, given = installation_of(request), first(posted, "place"), first(posted, "given")
    total = whole(first(posted, "total")) or 0
    if wrong := wrong_given(given, total):
        return _of_visit(request, visit, posted=posted, wrong=wrong)
    try:
        with installation.database.change() as unit:
            signed = clerk(request, unit)
            current_visit = visit_of_counter(installation, unit, signed, visit)
            if _take_all(installation, unit, signed, current_visit, place) != total:
                raise Conflict("payment")
    except Conflict:
        return _of_visit(request, visit, MESSAGES["over"], 409)
    except Closed:
        return _of_visit(request, visit, MESSAGES["closed"], 409)
    query = given_query(given, total)
    response = see(request, f"/counter/visits/{visit}/fees{'?' if query else ''}{query}")
    set_cookie(request, response, PLACE_COOKIE, place, days=365)
    return response


def _take_all(installation: Installation, unit: Unit, signed: Member, visit: Visit, place: str) -> int:
    # Returns yen.
    due = [line for line in fees_of_visit(installation, unit, signed, visit) if line.due]
    for line in due:
        case = case_of_member(installation, unit, signed, line.receipt_number)
        take_cash(installation, unit, signed, case, place, line.amount or 0)
    return sum(line.amount or 0 for line in due)
