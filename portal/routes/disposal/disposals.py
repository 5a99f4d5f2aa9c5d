"""廃棄, approved by a second person."""

from collections import Counter
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.clock import iso_day
from portal.db import Unit
from portal.errors import BadRequest
from portal.services.disposal.disposal_record import (
    BY_COMMAND,
    COLUMNS,
    HEAD,
    LIST_STATES,
    by_procedure,
    record_csv,
    record_head,
    record_lines,
)
from portal.services.disposal.find_disposable import MOST, WHY, find_disposable, must_stay
from portal.services.disposal.hold_disposal import holds_in_force
from portal.services.disposal.print_disposal import print_disposal
from portal.services.disposal.propose_disposal import (
    MOST_WORDS,
    REASONS,
    approve,
    days_to_choose,
    disposal_of,
    drop,
    may_approve,
    propose,
    take_out,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.words import staff_name
from portal.store.disposal import disposals
from portal.store.disposal.disposals import APPROVED, LISTED, PROPOSED, DisposalRow, digest_of
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/desk/disposals")

_SHOWN = 200
_OPEN = (PROPOSED, APPROVED)
_DID = {
    "proposed": "一覧を作りました。ほかの人に決裁を頼んでください。", "out": "一覧から除きました。", "approved": "決裁しました。廃棄の日までは、取りやめられます。",
    "dropped": "取りやめました。何も消えていません。", "lifted": "廃棄を止めるのをやめました。", "held": "廃棄を止めました。",
}  # fmt: skip


@router.get("", access=staff("reviewer", "approver", "auditor"))
def every(request: Request) -> Response:
    return _every_page(request, request.query_params.get("duty", ""))


@router.post("", access=staff("reviewer", "approver"))
def make(request: Request, posted: Post) -> Response:
    duty = first(posted, "duty")
    with changing(request, _may_see) as (installation, unit, (signed, _)):
        signed.demand_duties("propose disposal", installation.city.duties)
        if duty not in installation.city.duties:
            raise BadRequest("duty")
        number = propose(installation, unit, signed, duty)
    if number is None:
        return _every_page(request, duty, "廃棄できる申請がありません。")
    return see(request, f"/desk/disposals/{number}?did=proposed")


def _may_see(request: Request, unit: Unit) -> tuple[Member, tuple[str, ...]]:
    # Raises NotAllowed without any duty.
    signed = member(request, unit)
    duties = signed.demand_duties("see disposals", installation_of(request).city.duties)
    return signed, duties


def _every_page(request: Request, wanted: str, problem: str = "") -> Response:
    # One section at a time: it counts all closed cases.
    installation = installation_of(request)
    today, titles = installation.clock.today(), {listed.id: listed.title for listed in installation.catalogue.all()}
    with installation.database.change() as unit:
        signed, duties = _may_see(request, unit)
        duty = wanted if wanted in duties else duties[0]
        disposable = find_disposable(installation, unit, duty)
        lists, holds = disposals.of_duties(unit, [duty]), holds_in_force(installation.keys, unit, [duty])
        names = {row.proposed_by: staff_name(unit, row.proposed_by) for row in lists}
        write_audit(installation, unit, signed.actor, "see disposals", detail=duty)
    free = Counter(titles.get(case.row.procedure, case.row.procedure) for case in disposable.may_go)
    lines = [(title, "廃棄できる", number) for title, number in sorted(free.items())]
    lines += [
        (titles.get(procedure_id, procedure_id), WHY[why], number)
        for (procedure_id, why), number in sorted(disposable.kept.items())
    ]
    unsaid = "保存期間が定義にない（終わったすべて）"
    lines += [
        (titles.get(procedure_id, procedure_id), unsaid, number)
        for procedure_id, number in sorted(disposable.unsaid.items())
    ]
    context = {
        "today": today, "duty": duty, "duties": [(duty_id, installation.city.office(duty_id, today).office) for duty_id in duties],
        "lines": lines, "may_go": min(len(disposable.may_go), MOST), "proposes": signed.may("propose disposal", duty),
        "lifts": signed.may("approve disposal", duty), "open": any(row.state in _OPEN for row in lists), "lists": lists,
        "by_command": BY_COMMAND, "names": names, "states": LIST_STATES, "holds": holds, "titles": titles, "problem": problem,
        "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/disposals/list.html", context, wrong=problem)


@router.get("/{number:row_number}", access=staff("reviewer", "approver", "auditor"))
def show(request: Request, number: int) -> Response:
    return _disposal_page(request, number, {})


def _disposal_page(request: Request, number: int, typed: dict[str, Any]) -> Response:
    with changing(request, member) as (installation, unit, signed):
        row = disposal_of(unit, signed, number)
        lines = disposals.lines(unit, number)
        shown = list(record_lines(installation.catalogue, unit, lines[:_SHOWN]))
        sums, going = (
            by_procedure(installation.catalogue, unit, lines),
            [line for line in lines if line.state == LISTED],
        )
        stay = sum(must_stay(installation, unit, line) for line in going) if row.state in _OPEN else 0
        write_audit(installation, unit, signed.actor, "see disposals", detail=f"{number} {len(shown)} lines")
    days = days_to_choose(installation.clock.today())
    waits = row.state == PROPOSED
    context = {
        "row": row, "states": LIST_STATES, "head": list(zip(HEAD, record_head(installation.city, row), strict=True)),
        "sums": sums, "lines": list(zip(shown, (line.state != "gone" for line in lines), strict=False)),
        "more": len(lines) > _SHOWN, "columns": [(words, "", "") for words in COLUMNS],
        "approves": may_approve(signed, row), "mark": digest_of(lines).hex(), "days": days, "day": days[1].isoformat(),
        "to_go": len(going), "stay": stay, "takes_out": waits and _may_propose(signed, row),
        "drops": row.state in _OPEN and _may_propose(signed, row), "reasons": REASONS, "receipt": "", "wrong": "",
        "problems": [], "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/disposals/one.html", context | typed, wrong=typed)


def _may_propose(signed: Member, row: DisposalRow) -> bool:
    return signed.may("propose disposal", row.duty) or signed.may("approve disposal", row.duty)


@router.post("/{number:row_number}/take-out", access=staff("reviewer", "approver"))
def out(request: Request, number: int, posted: Post) -> Response:
    receipt, why, words = first(posted, "receipt"), first(posted, "why"), first(posted, "words").strip()
    with changing(request, member) as (installation, unit, signed):
        row = disposal_of(unit, signed, number)
        signed.demand("propose disposal", row.duty)
        fits = why in REASONS and len(words) <= MOST_WORDS
        done = fits and take_out(installation, unit, signed, row, receipt, why, words)
    if not done:
        problem = "この一覧で廃棄することになっている受付番号を入れ、理由を選んでください。"
        return _disposal_page(
            request, number, {"problems": [(problem, "receipt")], "receipt": receipt, "wrong": "receipt"}
        )
    return see(request, f"/desk/disposals/{number}?did=out")


@router.post("/{number:row_number}/approve", access=staff("approver"))
def approved(request: Request, number: int, posted: Post) -> Response:
    installation = installation_of(request)
    soonest, _, latest = days_to_choose(installation.clock.today())
    with installation.database.write() as unit:
        signed = member(request, unit)
        row = disposal_of(unit, signed, number)
        signed.demand("approve disposal", row.duty)
        day = iso_day(first(posted, "day"))
        if day is not None and soonest <= day <= latest:
            approve(installation, unit, signed, row, first(posted, "mark"), day)
            unit.commit()
            return see(request, f"/desk/disposals/{number}?did=approved")
    problem = f"廃棄の日を、{soonest}から{latest}までで入れてください。"
    return _disposal_page(request, number, {"problems": [(problem, "day")], "day": first(posted, "day")})


@router.post("/{number:row_number}/drop", access=staff("reviewer", "approver"))
def dropped(request: Request, number: int, _posted: Post) -> Response:
    with changing(request, member) as (installation, unit, signed):
        drop(installation, unit, signed, disposal_of(unit, signed, number))
    return see(request, f"/desk/disposals/{number}?did=dropped")


@router.get("/{number:row_number}.csv", access=staff("reviewer", "approver", "auditor"))
def csv(request: Request, number: int) -> Response:
    with changing(request) as (installation, unit):
        row = _taken(request, installation, unit, number)
        pieces = list(record_csv(installation, unit, row, disposals.lines(unit, number)))
    return csv_answer(pieces, f"disposal-{number}")


@router.get("/{number:row_number}.pdf", access=staff("reviewer", "approver", "auditor"))
def pdf(request: Request, number: int) -> Response:
    with changing(request) as (installation, unit):
        row = _taken(request, installation, unit, number)
        lines = list(record_lines(installation.catalogue, unit, disposals.lines(unit, number)))
    return pdf_answer(print_disposal(installation.city, row, lines).pdf, f"disposal-{number}")


def _taken(request: Request, installation: Installation, unit: Unit, number: int) -> DisposalRow:
    signed = member(request, unit)
    row = disposal_of(unit, signed, number)
    write_audit(installation, unit, signed.actor, "export disposal", detail=str(number))
    return row
