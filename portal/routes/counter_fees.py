"""Fees at the counter: what a visit costs, cash, an order that the visitor pays by telephone or terminal, the receipt."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.interfaces import AdapterError
from portal.db import Unit
from portal.errors import BadRequest, Closed, Conflict, NeighbourDown
from portal.services.begin_payment import pay_page
from portal.services.cases import Case, case_of_member
from portal.services.installation import Installation
from portal.services.name_principal import shown_name
from portal.services.owed import Owed, owed
from portal.services.print_fee_receipt import fee_receipt_content, print_fee_receipt
from portal.services.rights import Member
from portal.services.settle_payment import ask_provider, expired, settle_payment
from portal.services.take_fee import begin_cashless, fees_of_visit, is_due, take_cash
from portal.services.till import TAKES, is_open, note_orders
from portal.services.visits import Visit, visit_of_counter
from portal.services.write_audit import write_audit
from portal.store import payments
from portal.web.case_act import look_at, number_of
from portal.web.clerk import clerk
from portal.web.cookies import read_cookie, set_cookie
from portal.web.counter_visit import PLACE_COOKIE
from portal.web.page import render, see
from portal.web.pdf_answer import pdf_answer
from portal.web.posting import Post, first
from portal.web.qr import qr
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/counter")
_CASE = "/fees/{receipt:receipt_number}"
BACK = "/payments/at-counter"
SAID = {
    "cash": "現金で受け取ったことを記録しました。",
    "over": "ほかの画面で先に記録されたか、今日の締めが終わっています。いまの様子は下のとおりです。記録はしていません。",
    "closed": "この窓口では、その方法で受け取れません。記録はしていません。",
    "down": "支払いのサービスが答えません。少し待ってもう一度押すか、現金か納付書にしてください。",
}


@router.get(_CASE)
def show(request: Request, receipt: str) -> Response:
    """What is owed, how it stands, and what an open order asks the visitor to do."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand(TAKES, case.row.duty)
        found = owed(installation, unit, case)
        context = _context(request, installation, unit, case, found)
        unit.commit()
    address, told = _pay_page(installation, case, found)
    said = SAID.get(request.query_params.get("said", ""), "")
    context |= {"pay": qr(address) if address else None, "address": address, "told": told or said, "down": bool(told)}
    return render(request, "pages/counter/fee.html", context)


def _context(
    request: Request, installation: Installation, unit: Unit, case: Case, found: Owed | None
) -> dict[str, Any]:
    chosen = read_cookie(request, PLACE_COOKIE)
    return {
        "row": case.row, "title": case.procedure.title, "owed": found, "due": is_due(found),
        "name": shown_name(installation, case.procedure, case.summary), "counters": installation.city.counters,
        "chosen": chosen, "cash": any(one.cash for one in installation.city.counters),
        "provider": installation.payments is not None and found is not None and found.asked,
        "till": is_open(installation, unit, chosen) if chosen else True, "inner": installation.settings.zone == "inner",
    }  # fmt: skip


def _pay_page(installation: Installation, case: Case, found: Owed | None) -> tuple[str, str]:
    """Where the open order is paid, asked while no unit is open; or what to say where the provider is silent."""
    if found is None or found.payment is None or found.state != "open":
        return "", ""
    try:
        return pay_page(installation, found.payment, case.procedure.title, BACK), ""
    except NeighbourDown:
        return "", SAID["down"]


@router.post(_CASE)
def act(request: Request, receipt: str, posted: Post) -> Response:
    """Cash, an order, or a look at how it stands. Pressed twice it is done once."""
    installation, did, place = installation_of(request), first(posted, "act"), first(posted, "place")
    here = f"/counter/fees/{receipt}"
    if did == "look":
        _look(request, installation, receipt)
        return see(request, here)
    said = _said(request, installation, receipt, did, place)
    response = see(request, f"{here}?said={said}" if said else here)
    if place in {one.id for one in installation.city.counters}:
        set_cookie(request, response, PLACE_COOKIE, place, days=365)
    return response


def _said(request: Request, installation: Installation, receipt: str, did: str, place: str) -> str:
    try:
        with installation.database.write() as unit:
            signed = member(request, unit)
            case = case_of_member(installation, unit, signed, number_of(receipt))
            signed.demand(TAKES, case.row.duty)
            match did:
                case "cash":
                    take_cash(installation, unit, signed, case, place)
                case "cashless":
                    begin_cashless(installation, unit, signed, case, place)
                case _:
                    raise BadRequest("act")
            unit.commit()
    except Conflict:
        return "over"
    except Closed:
        return "closed"
    return "cash" if did == "cash" else ""


def _look(request: Request, installation: Installation, receipt: str) -> None:
    """The call may be late or lost: the provider is asked, with nothing open meanwhile, and the till told."""
    with installation.database.read() as unit:
        signed = member(request, unit)
        case = case_of_member(installation, unit, signed, number_of(receipt))
        signed.demand(TAKES, case.row.duty)
        standing = payments.open_of(unit, case.row.id)
    answer = None
    if standing is not None:
        try:
            answer = expired(installation, standing, ask_provider(installation, standing))
        except AdapterError:
            answer = None
    with installation.database.write() as unit:
        if answer is not None:
            settle_payment(installation, unit, answer, "answer")
        for counter in installation.city.counters:
            note_orders(installation, unit, counter.id)
        unit.commit()


@router.get(f"{_CASE}/receipt.pdf")
def receipt_pdf(request: Request, receipt: str) -> Response:
    """Each print is in the record. Set and signed outside the unit."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand(TAKES, case.row.duty)
        content = fee_receipt_content(installation, unit, case)
        write_audit(installation, unit, signed.actor, "print fee receipt", application_id=case.row.id)
        unit.commit()
    return pdf_answer(print_fee_receipt(installation, content), f"fee-{case.row.receipt_number}")


@router.get("/visits/{visit}/fees")
def of_visit(request: Request, visit: str) -> Response:
    """What everything that is done in a visit costs."""
    return _of_visit(request, visit)


def _of_visit(request: Request, visit: str, told: str = "", status: int = 200) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        found = visit_of_counter(installation, unit, signed, visit)
        lines = fees_of_visit(installation, unit, signed, found)
        write_audit(installation, unit, signed.actor, "see fees of visit", detail=visit)
        unit.commit()
    due = [one for one in lines if one.due]
    context = {
        "visit": found, "lines": lines, "due": due, "total": sum(one.amount or 0 for one in due), "told": told,
        "counters": installation.city.counters, "chosen": read_cookie(request, PLACE_COOKIE),
    }  # fmt: skip
    return render(request, "pages/counter/fees.html", context, status=status)


@router.post("/visits/{visit}/fees")
def all_in_cash(request: Request, visit: str, posted: Post) -> Response:
    """All that is due at once, or nothing of it."""
    installation, place = installation_of(request), first(posted, "place")
    try:
        with installation.database.write() as unit:
            signed = clerk(request, unit)
            found = visit_of_counter(installation, unit, signed, visit)
            if str(_take_all(installation, unit, signed, found, place)) != first(posted, "total"):
                raise Conflict("payment")
            unit.commit()
    except Conflict:
        return _of_visit(request, visit, SAID["over"], 409)
    except Closed:
        return _of_visit(request, visit, SAID["closed"], 409)
    response = see(request, f"/counter/visits/{visit}/fees")
    set_cookie(request, response, PLACE_COOKIE, place, days=365)
    return response


def _take_all(installation: Installation, unit: Unit, signed: Member, visit: Visit, place: str) -> int:
    """Yen."""
    due = [one for one in fees_of_visit(installation, unit, signed, visit) if one.due]
    for line in due:
        take_cash(installation, unit, signed, case_of_member(installation, unit, signed, line.receipt_number), place)
    return sum(one.amount or 0 for one in due)
