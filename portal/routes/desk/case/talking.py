"""An applicant's messages, and wish to withdraw."""

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.db import Unit
from portal.errors import Conflict, required
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import may_talk
from portal.services.cases.name_principal import shown_name
from portal.services.my_cases.send_message import MOST_SIGNS, answer_applicant, mark_read, read_message, thread
from portal.services.my_cases.stop_application import MOST_SIGNS as MOST_OF_ANSWER
from portal.services.my_cases.stop_application import answer_stop, open_asking
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.my_cases.messages import STAFF
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/desk/{receipt:receipt_number}")

_MESSAGES = {"no_words": "ことばを書いてください。", "too_long": f"{MOST_SIGNS}字までにしてください。"}


@router.get("/messages", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def show(request: Request, receipt: str) -> Response:
    """Auditors' views leave messages unread."""
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        answer = _thread(request, unit, signed, case)
        if signed.may("review", case.row.duty):
            mark_read(installation.clock, unit, case, STAFF)
    return answer


def _thread(request: Request, unit: Unit, signed: Member, case: Case, *, text: str = "", problem: str = "") -> Response:
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "name": shown_name(case.procedure, case.summary),
        "messages": thread(unit, case, STAFF),
        "reviews": signed.may("review", case.row.duty),
        "reached": case.row.person_id is not None,
        "unasked": not may_talk(unit, case),
        "text": text,
        "problem": _MESSAGES.get(problem, ""),
        "once": new_form(),
        "flash": "送りました。申請した人のマイページに出ています。" if "sent" in request.query_params else None,
    }
    return render(request, "pages/desk/messages.html", context, wrong=problem)


@router.post("/messages", access=staff("reviewer", "approver"))
def send(request: Request, receipt: str, posted: Post) -> Response:
    text, problem = read_message(first(posted, "text"))
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt, "review")
        if problem:
            answer = _thread(request, unit, signed, case, text=text, problem=problem)
        else:
            answer_applicant(installation, unit, signed, case, text, first(posted, "once"))
            mark_read(installation.clock, unit, case, STAFF)
            answer = see(request, f"/desk/{case.row.receipt_number}/messages?sent")
    return answer


@router.get("/stop", access=staff("reviewer", "approver"))
def ask(request: Request, receipt: str) -> Response:
    with changing(request) as (_, unit):
        _, case = look_at(request, unit, receipt, "review")
        return _stop_page(request, unit, case, case.row.revision)


def _stop_page(
    request: Request, unit: Unit, case: Case, revision: int, *, text: str = "", problem: str = ""
) -> Response:
    asked = required(open_asking(unit, case), Conflict("stop"))
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "name": shown_name(case.procedure, case.summary),
        "asked": asked,
        "asked_at": from_micro(asked.at),
        "revision": revision,
        "text": text,
        "problem": problem,
    }
    return render(request, "pages/desk/stop.html", context, wrong=problem)


@router.post("/stop", access=staff("reviewer", "approver"))
def answer(request: Request, receipt: str, posted: Post) -> Response:
    text, grant = first(posted, "words").strip(), first(posted, "answer") == "grant"

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        problem = "" if grant or text else "続ける理由を書いてください。申請した人に伝わります。"
        if len(text) > MOST_OF_ANSWER:
            problem = f"ことばを、{MOST_OF_ANSWER}字までにしてください。"
        if problem:
            return _stop_page(request, unit, case, revision, text=text, problem=problem)
        answer_stop(installation, unit, signed, case, revision, grant=grant, words=text)
        return None

    return act(request, receipt, posted, do, did="stop" if grant else "go_on", words=[("申請した人へのことば", text)])
