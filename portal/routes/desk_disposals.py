"""What need not be kept any more (廃棄): what there is, lists, their approval by a second person, and the record of what is gone."""

from collections import Counter
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, NotAllowed
from portal.services.disposal_record import (
    BY_COMMAND,
    COLUMNS,
    HEAD,
    LIST_STATES,
    by_procedure,
    record_csv,
    record_head,
    record_lines,
)
from portal.services.find_disposable import MOST, WHY, find_disposable
from portal.services.hold_disposal import holds_standing
from portal.services.installation import Installation
from portal.services.print_disposal import print_disposal
from portal.services.propose_disposal import (
    MOST_WORDS,
    REASONS,
    approve,
    days_to_choose,
    digest_of,
    disposal_of,
    drop,
    may_approve,
    propose,
    take_out,
)
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import disposals
from portal.store.disposals import APPROVED, LISTED, PROPOSED, DisposalRow
from portal.web.csv_answer import csv_answer
from portal.web.page import render, see
from portal.web.pdf_answer import pdf_answer
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk/disposals")

_SHOWN = 200
_OPEN = (PROPOSED, APPROVED)
_DID = {
    "proposed": "一覧を作りました。ほかの人に決裁を頼んでください。", "out": "一覧から除きました。", "approved": "決裁しました。廃棄の日までは、取りやめられます。",
    "dropped": "取りやめました。何も消えていません。", "lifted": "廃棄を止めるのをやめました。", "held": "廃棄を止めました。",
}  # fmt: skip


@router.get("")
def every(request: Request) -> Response:
    return _every_page(request, request.query_params.get("duty", ""))


@router.post("")
def make(request: Request, posted: Post) -> Response:
    installation, duty = installation_of(request), first(posted, "duty")
    with installation.database.write() as unit:
        signed, _ = _may_see(request, unit)
        if not signed.duties("propose disposal", tuple(installation.city.duties)):
            raise NotAllowed("propose disposal")
        if duty not in installation.city.duties:
            raise BadRequest("duty")
        number = propose(installation, unit, signed, duty)
        unit.commit()
    if number is None:
        return _every_page(request, duty, "廃棄できる申請がありません。")
    return see(request, f"/desk/disposals/{number}?did=proposed")


def _may_see(request: Request, unit: Unit) -> tuple[Member, tuple[str, ...]]:
    """NotAllowed without the right for any duty."""
    signed = member(request, unit)
    duties = signed.duties("see disposals", tuple(installation_of(request).city.duties))
    if not duties:
        raise NotAllowed("see disposals")
    return signed, duties


def _every_page(request: Request, wanted: str, problem: str = "") -> Response:
    """One section at a time: to find what is free, all that it ever ended is counted."""
    installation = installation_of(request)
    today, titles = installation.clock.today(), {one.id: one.title for one in installation.catalogue.all()}
    with installation.database.write() as unit:
        signed, duties = _may_see(request, unit)
        duty = wanted if wanted in duties else duties[0]
        found = find_disposable(installation, unit, duty)
        lists, holds = disposals.of_duties(unit, [duty]), holds_standing(installation, unit, [duty])
        write_audit(installation, unit, signed.actor, "see disposals", detail=duty)
        unit.commit()
    free = Counter(titles.get(one.row.procedure, one.row.procedure) for one in found.may_go)
    lines = [(title, "廃棄できる", number) for title, number in sorted(free.items())]
    lines += [(titles.get(one, one), WHY[why], number) for (one, why), number in sorted(found.kept.items())]
    unsaid = "保存期間が定義にない（終わったすべて）"
    lines += [(titles.get(one, one), unsaid, number) for one, number in sorted(found.unsaid.items())]
    context = {
        "today": today, "duty": duty, "duties": [(one, installation.city.office(one, today).office) for one in duties],
        "lines": lines, "may_go": min(len(found.may_go), MOST), "proposes": signed.may("propose disposal", duty),
        "lifts": signed.may("approve disposal", duty), "open": any(row.state in _OPEN for row in lists), "lists": lists,
        "by_command": BY_COMMAND, "states": LIST_STATES, "holds": holds, "titles": titles, "problem": problem,
        "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/disposals/list.html", context, status=422 if problem else 200)


@router.get("/{number:row_number}")
def one(request: Request, number: int) -> Response:
    return _one_page(request, number, {})


def _one_page(request: Request, number: int, typed: dict[str, Any]) -> Response:
    """`typed`: what was wrong, beside what was typed."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        row = disposal_of(unit, signed, number)
        lines = disposals.lines(unit, number)
        shown = list(record_lines(installation, unit, lines[:_SHOWN]))
        sums = by_procedure(installation, unit, lines)
        write_audit(installation, unit, signed.actor, "see disposals", detail=f"{number} {len(shown)} lines")
        unit.commit()
    days = days_to_choose(installation.clock.today())
    waits = row.state == PROPOSED
    context = {
        "row": row, "states": LIST_STATES, "head": list(zip(HEAD, record_head(installation, row), strict=True)),
        "sums": sums, "lines": list(zip(shown, (one.state != "gone" for one in lines), strict=False)),
        "more": len(lines) > _SHOWN, "columns": [(words, "", "") for words in COLUMNS],
        "approves": may_approve(signed, row), "mark": digest_of(lines).hex(), "days": days, "day": days[1].isoformat(),
        "to_go": sum(one.state == LISTED for one in lines), "takes_out": waits and _may_propose(signed, row),
        "drops": row.state in _OPEN and _may_propose(signed, row), "reasons": REASONS, "receipt": "", "wrong": "",
        "problems": [], "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/disposals/one.html", context | typed, status=422 if typed else 200)


def _may_propose(signed: Member, row: DisposalRow) -> bool:
    return signed.may("propose disposal", row.duty) or signed.may("approve disposal", row.duty)


@router.post("/{number:row_number}/take-out")
def out(request: Request, number: int, posted: Post) -> Response:
    installation = installation_of(request)
    receipt, why, words = first(posted, "receipt"), first(posted, "why"), first(posted, "words").strip()
    with installation.database.write() as unit:
        signed = member(request, unit)
        row = disposal_of(unit, signed, number)
        signed.demand("propose disposal", row.duty)
        fits = why in REASONS and len(words) <= MOST_WORDS
        done = fits and take_out(installation, unit, signed, row, receipt, why, words)
        unit.commit()
    if not done:
        said = "この一覧で廃棄することになっている受付番号を入れ、理由を選んでください。"
        return _one_page(request, number, {"problems": [(said, "receipt")], "receipt": receipt, "wrong": "receipt"})
    return see(request, f"/desk/disposals/{number}?did=out")


@router.post("/{number:row_number}/approve")
def approved(request: Request, number: int, posted: Post) -> Response:
    installation = installation_of(request)
    soonest, _, latest = days_to_choose(installation.clock.today())
    with installation.database.write() as unit:
        signed = member(request, unit)
        row = disposal_of(unit, signed, number)
        signed.demand("approve disposal", row.duty)
        day = _day(first(posted, "day"))
        if day is not None and soonest <= day <= latest:
            approve(installation, unit, signed, row, first(posted, "mark"), day)
            unit.commit()
            return see(request, f"/desk/disposals/{number}?did=approved")
    said = f"廃棄の日を、{soonest}から{latest}までで入れてください。"
    return _one_page(request, number, {"problems": [(said, "day")], "day": first(posted, "day")})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.post("/{number:row_number}/drop")
def dropped(request: Request, number: int, _posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        drop(installation, unit, signed, disposal_of(unit, signed, number))
        unit.commit()
    return see(request, f"/desk/disposals/{number}?did=dropped")


@router.get("/{number:row_number}.csv")
def csv(request: Request, number: int) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        row = _taken(request, installation, unit, number)
        pieces = list(record_csv(installation, unit, row, disposals.lines(unit, number)))
        unit.commit()
    return csv_answer(pieces, f"disposal-{number}")


@router.get("/{number:row_number}.pdf")
def pdf(request: Request, number: int) -> Response:
    """Set outside the unit of work: a long list takes a while."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        row = _taken(request, installation, unit, number)
        lines = list(record_lines(installation, unit, disposals.lines(unit, number)))
        unit.commit()
    return pdf_answer(print_disposal(installation, row, lines).pdf, f"disposal-{number}")


def _taken(request: Request, installation: Installation, unit: Unit, number: int) -> DisposalRow:
    """Recorded: it leaves the service."""
    signed = member(request, unit)
    row = disposal_of(unit, signed, number)
    write_audit(installation, unit, signed.actor, "export disposal", detail=str(number))
    return row
