"""進達: to the prefecture and back."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from forms.path.consequences import forwarding_of
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.cases.cases import Case
from portal.services.desk.case.forward_case import (
    MOST_NUMBER,
    MOST_SIGNS,
    RESULTS,
    forward_case,
    open_forwarding,
    read_return,
    read_sending,
    take_return,
)
from portal.services.desk.sections.list_forwardings import Cover, cover_csv, cover_letter, cover_of, forwarded
from portal.services.notices.print_letter import print_letter
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import FORWARDED, pauses_period
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reviewer

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_CASE = "/{receipt:receipt_number}/forward"
_MESSAGES = {
    "no_number": f"文書番号を、{MOST_NUMBER}字までで入れてください。",
    "no_day": "進達した日を、届いた日から今日までの日付で入れてください。例：2026-11-20",
    "no_return_day": "返ってきた日を、進達した日から今日までの日付で入れてください。例：2026-11-20",
    "no_result": "結果を選んでください。",
    "too_long": f"県のことばを、{MOST_SIGNS}字までにしてください。",
}
_SENDING, _RETURNING = ("number", "sent_on", "once"), ("returned_on", "result", "words")


@router.get(_CASE)
def show(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    today = installation.clock.today().isoformat()
    with installation.database.change() as unit:
        _, case = look_at(request, unit, receipt, "review")
        forwarded = open_forwarding(unit, case) is not None
        if not forwarded and forwarding_of(case.procedure, case.path) is None:
            raise NotFound("forwarding")
    sending = {"number": "", "sent_on": today, "once": new_form()}
    return _page(
        request,
        case,
        {"returned_on": today, "result": "", "words": ""} if forwarded else sending,
        {},
        forwarded=forwarded,
    )


def _page(
    request: Request, case: Case, typed: Mapping[str, str], wrong: Mapping[str, str], *, forwarded: bool
) -> Response:  # fmt: skip
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "stands": pauses_period(case.procedure, FORWARDED), "typed": typed, "there": forwarded, "results": RESULTS, "wrong": messages,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/forward.html", context, wrong=wrong)


@router.post(_CASE)
def send(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in _SENDING}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        if forwarding_of(case.procedure, case.path) is None:
            raise NotFound("forwarding")
        day, wrong = read_sending(installation.clock, case, typed["number"], typed["sent_on"])
        if wrong:
            return _page(request, case, typed, wrong, forwarded=False)
        forward_case(installation, unit, signed, case, revision, typed["number"], day, typed["once"])
        return None

    return act(request, receipt, posted, do, right="review", did="forward", words=[("文書番号", typed["number"])])


@router.post(f"{_CASE}/back")
def record_return(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in _RETURNING}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        row = required(open_forwarding(unit, case), Conflict("forward"))
        if case.row.revision != revision:  # it may have come back and have been sent again
            raise Conflict("forward")
        day, wrong = read_return(installation.clock, row, typed["returned_on"], typed["result"], typed["words"])
        if wrong:
            return _page(request, case, typed, wrong, forwarded=True)
        take_return(installation, unit, signed, case, row, day, typed["result"], typed["words"])
        return None

    return act(request, receipt, posted, do, right="review", did="forward_back", words=[("県のことば", typed["words"])])


@router.get("/forwardings")
def every(request: Request) -> Response:
    with changing(request) as (installation, unit):
        lines = forwarded(installation, unit, reviewer(request, unit))
    return render(request, "pages/desk/forwardings.html", {"lines": lines})


@router.get("/forwardings/cover.pdf")
def as_sheet(request: Request) -> Response:
    with changing(request) as (installation, unit):
        cover = _cover(request, unit)
    return pdf_answer(print_letter(installation.city, [cover_letter(installation, cover)]), f"cover-{cover.sent_on}")


@router.get("/forwardings/cover.csv")
def as_table(request: Request) -> Response:
    with changing(request, _cover) as (installation, unit, cover):
        lines = list(cover_csv(installation.catalogue, unit, cover))
    return csv_answer(lines, f"cover-{cover.sent_on}")


def _cover(request: Request, unit: Unit) -> Cover:
    asked = request.query_params
    return cover_of(
        installation_of(request), unit, reviewer(request, unit), asked.get("number", ""), asked.get("day", "")
    )
