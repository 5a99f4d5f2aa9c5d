from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.bookings.describe_drawing import drawing_status
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.cases.given import outcome_given, was_given
from portal.services.cases.name_principal import shown_name
from portal.services.cases.signature_state import held_of
from portal.services.counter.sign_as_further_signer import place_to_sign, signers_here
from portal.services.fees.give_at_counter import Giving, Pressed, give_at_counter, giving_of, mistakes_of
from portal.services.filing.describe_papers import papers_of_case
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.my_cases.state_line import open_correction, state_line
from portal.services.procedures.describe_consequences import describe_next
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import HOLDS
from portal.services.shared.rights import Member
from portal.services.signing.describe_signatures import STATES
from portal.store.counter import visits
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED
from portal.web.counter.cash_given import change_words, given_query, wrong_given
from portal.web.counter.visit import PLACE_COOKIE
from portal.web.desk.case_act import act, look_at
from portal.web.my_cases.state_words import state_words
from portal.web.shared.access import staff
from portal.web.shared.page import office_view, render
from portal.web.shared.posting import Post, Posted, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, read_cookie, set_cookie

router = Router("staff", prefix="/counter")
_DONE = "/done/{receipt}"
_MESSAGES = {
    "unticked": "確かめたら、印を付けてください。",
    "no_counter": "手数料を受け取る窓口を選んでください。",
    "no_cash": "この窓口では、現金を受け取れません。ほかの窓口を選ぶか、「手数料」の画面でキャッシュレスにしてください。",
    "counted": "この窓口の今日の締めは終わっています。ほかの窓口を選んでください。",
}


@router.get(_DONE, access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def done(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        context = _context(installation, unit, signed, case) | _to_give(request, installation, unit, signed, case)
    return render(request, "pages/counter/done.html", context)


@router.post(_DONE, access=staff("reviewer", "approver"))
def give(request: Request, receipt: str, posted: Post) -> Response:
    pressed = Pressed(
        first(posted, "place"), first(posted, "answers"), first(posted, "amount"), frozenset(posted.get("checked", ()))
    )

    amount = whole(pressed.amount) or 0
    wrong = wrong_given(first(posted, "given"), amount) if amount else ""

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        if wrong and (giving := giving_of(installation, unit, signed, case)):
            mistakes = mistakes_of(installation, unit, giving, pressed)
        else:
            mistakes = give_at_counter(installation, unit, signed, case, revision, pressed)
            if not mistakes:
                return None
        context = _context(installation, unit, signed, case)
        context |= _to_give(request, installation, unit, signed, case, posted, mistakes, wrong)
        return render(request, "pages/counter/done.html", context, status=422)

    query = given_query(first(posted, "given"), amount) if amount else ""
    address = f"/counter/done/{receipt}{'?' if query else ''}{query}"
    response = act(request, receipt, posted, do, did="give", wanted="渡して終える", leads=address)
    if pressed.place in {counter.id for counter in installation_of(request).city.counters}:
        set_cookie(request, response, PLACE_COOKIE, pressed.place, days=365)
    return response


@router.get("/print/{receipt}", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def print_receipt(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        context = _context(installation, unit, signed, case)
    return render(request, "pages/counter/print.html", context)


def _context(installation: Installation, unit: Unit, signed: Member, case: Case) -> dict[str, Any]:
    row = case.row
    owes = late_papers.first_dues(unit, [row.id]).get(row.id, "")
    held = held_of(unit, [row.id]).get(row.id, "")
    lots = drawing_status(installation, unit, case, "ja")
    line = state_line(installation, case, open_correction(unit, case), owes=owes, held=held, lots=lots)
    papers = papers_of_case(installation.clock, unit, case, speech_of(case.procedure, "ja"))
    signers = signers_here(installation, unit, signed, case)
    of_visit = visits.of_uid(unit, row.uid)
    office = installation.city.office(row.duty, installation.clock.today())
    return {
        "receipt_number": row.receipt_number,
        "costs": case.procedure.fee.amount is not None,
        "facts": describe_procedure(installation, case.procedure, "ja"),
        "next_lines": describe_next(
            case.procedure, case.path, speech_of(case.procedure, "ja"), drawn=lots is not None and lots.drawn
        ),
        "name": shown_name(case.procedure, case.summary),
        "arrived_at": case.arrived_at,
        "arrival_day": case.arrival_day if row.arrival_basis == "stamp" else None,  # a date stamp has no hour
        "office": office_view(office, "ja"),
        "given": was_given(unit, case),
        "state": state_words(line, "ja", installation.clock.today()),
        "owed": [paper for paper in papers if paper.state == OWED and not paper.ended],
        "signers": signers,
        "said_of": STATES,
        "waited_for": (waits := [signer for signer in signers if signer.waits]),
        "place_to_sign": place_to_sign(waits[0]) if waits else "",
        "visit": of_visit.id if of_visit and of_visit.ended_at is None else "",
        "ended": of_visit.id if of_visit and of_visit.ended_at is not None else "",
    }


def _to_give(
    request: Request, installation: Installation, unit: Unit, signed: Member, case: Case, posted: Posted | None = None,
    mistakes: Sequence[tuple[str, str]] = (), given_wrong: str = "",
) -> dict[str, Any]:  # fmt: skip
    nothing: dict[str, Any] = {
        "giving": None,
        "apart": False,
        "stopped": [],
        "problems": [],
        "fee_paid": False,
        "change": "",
    }
    if not outcome_given(case):
        return nothing
    if was_given(unit, case):
        fee = amount_due(installation, unit, case)
        paid = fee is not None and fee.paid
        return nothing | {"fee_paid": paid, "change": change_words(request.query_params) if paid else ""}
    giving = giving_of(installation, unit, signed, case)
    if giving is None:
        return nothing | {"apart": case.row.decided_at is None}
    wrong = {box: _MESSAGES[key] for box, key in mistakes}
    return nothing | {
        "giving": giving,
        "row": case.row,
        "stopped": [HOLDS[name] for name in giving.stopped],
        "checked": (posted or {}).get("checked", ()),
        "counters": installation.city.counters,
        "chosen": first(posted, "place") if posted else read_cookie(request, PLACE_COOKIE),
        "wrong": wrong,
        "cash_given": first(posted, "given") if posted else "",
        "given_wrong": given_wrong,
        "problems": _problems(giving, wrong) + ([(given_wrong, "till-given")] if given_wrong else []),
    }


def _problems(giving: Giving, wrong: dict[str, str]) -> list[tuple[str, str]]:
    lines = [
        (f"{item.words}：{wrong[item.id]}", f"check-{number}")
        for number, item in enumerate(giving.checks, 1)
        if item.id in wrong
    ]
    return [*lines, *([(wrong["place"], "till-place")] if "place" in wrong else [])]
