"""What an applicant asks of the section: messages, and the wish to stop."""

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.name_principal import shown_name
from portal.services.one_form import new_form
from portal.services.rights import Member
from portal.services.send_message import MOST_SIGNS, answer_applicant, mark_read, read_message, thread
from portal.services.stop_application import MOST_SIGNS as MOST_OF_ANSWER
from portal.services.stop_application import answer_stop, open_asking
from portal.store.messages import STAFF
from portal.web.case_act import act, look_at
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}")

_SAID = {"no_words": "ことばを書いてください。", "too_long": f"{MOST_SIGNS}字までにしてください。"}


@router.get("/messages")
def show(request: Request, receipt: str) -> Response:
    """Read by whoever may answer: an auditor who looks leaves the mark of what is new."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        answer = _thread(request, unit, signed, case)
        if signed.may("review", case.row.duty):
            mark_read(installation, unit, case, STAFF)
        unit.commit()
    return answer


def _thread(request: Request, unit: Unit, signed: Member, case: Case, *, text: str = "", problem: str = "") -> Response:
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "name": shown_name(installation_of(request), case.procedure, case.summary),
        "said": thread(unit, case, STAFF),
        "reviews": signed.may("review", case.row.duty),
        "reached": case.row.person_id is not None,
        "text": text,
        "problem": _SAID.get(problem, ""),
        "once": new_form(),
        "flash": "送りました。申請した人のマイページに出ています。" if "sent" in request.query_params else None,
    }
    return render(request, "pages/desk/messages.html", context, status=422 if problem else 200)


@router.post("/messages")
def send(request: Request, receipt: str, posted: Post) -> Response:
    """The same form sent again is the same message; nothing of the case itself moves."""
    installation = installation_of(request)
    text, problem = read_message(first(posted, "text"))
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        if problem:
            answer = _thread(request, unit, signed, case, text=text, problem=problem)
        else:
            answer_applicant(installation, unit, signed, case, text, first(posted, "once"))
            mark_read(installation, unit, case, STAFF)
            answer = see(request, f"/desk/{case.row.receipt_number}/messages?sent")
        unit.commit()
    return answer


@router.get("/stop")
def ask(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        answer = _stop_page(request, unit, case, case.row.revision)
        unit.commit()
    return answer


def _stop_page(
    request: Request, unit: Unit, case: Case, revision: int, *, text: str = "", problem: str = ""
) -> Response:
    asked = open_asking(unit, case)
    if asked is None:
        raise Conflict("stop")
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "name": shown_name(installation_of(request), case.procedure, case.summary),
        "asked": asked,
        "asked_at": from_micro(asked.at),
        "revision": revision,
        "text": text,
        "problem": problem,
    }
    return render(request, "pages/desk/stop.html", context, status=422 if problem else 200)


@router.post("/stop")
def answer(request: Request, receipt: str, posted: Post) -> Response:
    """取下げ is confirmed, or the examination goes on and the applicant is told why."""
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
