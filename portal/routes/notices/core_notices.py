from functools import partial

from fastapi import Request
from fastapi.responses import Response

from portal.services.cases.note_inside import MOST_OF_WHY
from portal.services.notices.attach_many import (
    AGAIN,
    ATTACHED,
    COLUMNS,
    INDEX,
    MOST,
    STOPPED,
    PaperLine,
    attach_many,
    read_papers,
)
from portal.services.notices.attach_notice import REFUSED, CorePaper, attach_notice, awaited_title, check_paper
from portal.services.notices.await_papers import awaited_papers
from portal.services.shared.read_table import Fault
from portal.services.shared.write_audit import write_audit
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.posting import Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reviewer

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))

_BOXES = ("addressee", "number", "decided_on")
_TYPED = (*_BOXES, "explained")
# The box to mend, by the reason; all others are about the file.
_AT = {
    "printed_name": "explained",
    "name": "addressee",
    "no_number": "number",
    "too_long": "number",
    "taken": "number",
    "no_day": "decided_on",
}


@router.get("/{receipt:receipt_number}/core-notice")
def show(request: Request, receipt: str) -> Response:
    return _page(request, receipt, {}, "")


@router.post("/{receipt:receipt_number}/core-notice")
def attach(request: Request, receipt: str, sent: FilePost) -> Response:
    installation = installation_of(request)
    uploads = sent.uploads.get("paper", ())
    checked = check_paper(installation, uploads[0].content if len(uploads) == 1 and uploads[0].name else b"")
    if isinstance(checked, str):
        return _page(request, receipt, sent.boxes, checked)
    typed = [first(sent.boxes, name).strip() for name in _BOXES]
    with installation.database.change() as unit:
        signed, case = look_at(request, unit, receipt)
        paper, explained = CorePaper(uploads[0].name, *typed), first(sent.boxes, "explained")[:MOST_OF_WHY]
        why = attach_notice(installation, unit, signed, case, paper, checked, explained)
    return (
        _page(request, receipt, sent.boxes, why)
        if why
        else see(request, f"/desk/{case.row.receipt_number}?did=core_notice")
    )


def _page(request: Request, receipt: str, typed: Posted, why: str) -> Response:
    with changing(request) as (installation, unit):
        _, case = look_at(request, unit, receipt, "review")
        title = awaited_title(installation, unit, case)
    if not title:
        return see(request, f"/desk/{case.row.receipt_number}")
    problem, wrong = REFUSED.get(why, ""), _AT.get(why, "paper") if why else ""
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "title": title, "problem": problem,
        "wrong": wrong, "problems": [(problem, wrong)] if why else [],
        "typed": {name: first(typed, name) for name in _TYPED},
    }  # fmt: skip
    return render(request, "pages/desk/core_notice.html", context, wrong=why)


@router.get("/core-notices")
def ask(request: Request) -> Response:
    return _many(request, None, "")


@router.post("/core-notices")
def take(request: Request, sent: FilePost) -> Response:
    uploads = sent.uploads.get("papers", ())
    with changing(request) as (installation, unit):
        signed = reviewer(request, unit)
    content = uploads[0].content if len(uploads) == 1 and uploads[0].name else None
    if not content:
        return _many(request, None, "ZIPのファイルを1つ選んでください。")
    papers = read_papers(content)
    if isinstance(papers, Fault):
        return _many(request, None, papers.words)
    lines = list(attach_many(installation, signed, *papers, partial(check_paper, installation)))
    with installation.database.change() as unit:
        done = sum(line.did == ATTACHED for line in lines)
        write_audit(installation, unit, signed.actor, "attach core notices", detail=f"{done} of {len(lines)}")
    return _many(request, lines, "")


def _many(request: Request, lines: list[PaperLine] | None, problem: str) -> Response:
    with changing(request) as (installation, unit):
        duties = reviewer(request, unit).duties("review", tuple(installation.city.duties))
        awaited = awaited_papers(installation, unit, duties)
    counts = {did: sum(line.did == did for line in lines or ()) for did in (ATTACHED, AGAIN)}
    context = {
        "lines": lines, "counts": counts, "stopped": [line for line in lines or () if line.did == STOPPED],
        "problem": problem, "problems": [(problem, "papers")] if problem else [], "most": MOST, "index": INDEX,
        "columns": COLUMNS, "awaited": awaited,
    }  # fmt: skip
    return render(request, "pages/core_notices/page.html", context, wrong=problem)
