"""電話: a caller's cases, and a record."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.cases.find_applications import find_applications
from portal.services.cases.read_search import MOST_SIGNS as MOST_TYPED
from portal.services.cases.read_search import read_search
from portal.services.cases.search_ground import CALL
from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.desk.queue.log_call import CALLERS, MOST_SIGNS, log_call, read_call
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.web.desk.case_act import look_at
from portal.web.desk.sealed_search import open_search, seal_search
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/desk/call")
_SHOWN = 9  # one digit key chooses each


@dataclass(frozen=True)
class Card:
    typed: str = ""
    sealed: str = ""
    problem: str = ""
    lines: Sequence[QueueLine] = ()
    more: bool = False


@router.get("", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def show(request: Request) -> Response:
    with changing(request, _taker) as (installation, unit, signed):
        card = _card(
            installation, unit, signed, request.query_params.get("find", ""), request.query_params.get("number", "")
        )
    return _page(request, signed, card, {})


@router.post("/find", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def find(request: Request, posted: Post) -> Response:
    typed = first(posted, "find").strip()[:MOST_TYPED]
    with changing(request) as (installation, unit):
        signed = _taker(request, unit)
    search = read_search(typed)
    if typed and search.problem:
        return _page(request, signed, Card(typed, problem=search.problem), {})
    if search.number or not typed:
        return see(request, f"/desk/call?number={search.number}" if search.number else "/desk/call")
    return see(request, f"/desk/call?find={seal_search(installation, signed, typed, CALL)}")


@router.post("", access=staff("reviewer", "approver"))
def note(request: Request, posted: Post) -> Response:
    text, no_caller, no_words = read_call(first(posted, "caller"), first(posted, "said"))
    receipt = read(first(posted, "receipt"))
    wrong = {"receipt": "" if receipt else "どの申請のことかを選んでください。", "caller": no_caller, "said": no_words}
    with changing(request, _taker) as (installation, unit, signed):
        if not signed.duties("review", tuple(installation.city.duties)):
            raise NotAllowed("log call")
        card = Card()
        if any(wrong.values()):
            card = _card(installation, unit, signed, first(posted, "find"), first(posted, "number"))
        else:
            _, case = look_at(request, unit, receipt or "")
            log_call(installation, unit, signed, case, text, first(posted, "once"))
    if any(wrong.values()):
        return _page(request, signed, card, posted, wrong)
    return see(request, f"/desk/{receipt}?did=call#notes")


def _taker(request: Request, unit: Unit) -> Member:
    installation = installation_of(request)
    signed = member(request, unit)
    if not signed.duties("see", tuple(installation.city.duties)):
        raise NotAllowed("take calls")
    return signed


def _card(installation: Installation, unit: Unit, signed: Member, sealed: str, number: str) -> Card:
    row = applications.by_number(unit, read(number) or "")
    if row is not None and signed.may("see", row.duty):
        write_audit(installation, unit, signed.actor, "see queue", detail="1 applications")
        return Card(row.receipt_number, lines=queue_lines(installation, unit, [row], signed))
    typed, ground = open_search(installation, signed, sealed)
    search = read_search(typed)
    if number or not typed or search.problem or search.number:
        return Card(number, problem=f"{number} の申請は、あなたの担当する手続にはありません。" if number else "")
    rows: Sequence[ApplicationRow] = find_applications(installation, unit, signed, search, ground=ground).rows
    lines = queue_lines(installation, unit, rows[:_SHOWN], signed)
    return Card(typed, sealed, "" if rows else "あなたの担当する手続には、見つかりません。", lines, len(rows) > _SHOWN)


def _page(
    request: Request, signed: Member, card: Card, posted: Posted, wrong: dict[str, str] | None = None
) -> Response:
    installation = installation_of(request)
    problems = [(words, f"call-{box}") for box, words in (wrong or {}).items() if words]
    chosen = first(posted, "receipt") or (card.lines[0].receipt_number if len(card.lines) == 1 else "")
    context = {
        "card": card, "chosen": chosen, "caller": first(posted, "caller") or ("" if posted else "self"),
        "typed": first(posted, "said"), "once": first(posted, "once") or new_form(), "wrong": wrong or dict.fromkeys(("receipt", "caller", "said"), ""),
        "problems": problems, "callers": CALLERS, "most": MOST_SIGNS, "states": STATES,
        "notes": bool(signed.duties("review", tuple(installation.city.duties))),
    }  # fmt: skip
    return render(
        request,
        "pages/desk/call.html",
        context,
        wrong=problems or (card.problem and card.typed and not card.sealed),
    )
