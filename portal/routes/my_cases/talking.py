"""The applicant's messages with the office."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import case_to_talk
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.my_cases.send_message import MOST_SIGNS, MessageView, ask_office, mark_read, read_message, thread
from portal.services.shared.form_mark import new_form
from portal.services.shared.sessions import SEND, Session
from portal.store.my_cases.messages import RESIDENT
from portal.web.filing.who_files import reachable
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, resident_actor, writing
from portal.web.shared.words import words

router = Router("resident", prefix="/applications/{receipt_number}/messages", access=owner())


def _of(request: Request, unit: Unit, receipt_number: str) -> tuple[Session, Case]:
    # Guests have no messages: a reply would not reach them.
    session = reachable(request, unit)
    return session, case_to_talk(installation_of(request), unit, session, receipt_number)


@router.get("")
def show(request: Request, receipt_number: str) -> Response:
    with changing(request) as (installation, unit):
        session, case = _of(request, unit, receipt_number)
        messages = thread(unit, case, RESIDENT)
        mark_read(installation.clock, unit, case, RESIDENT)
    return _page(request, session, case, messages)


def _page(
    request: Request, session: Session, case: Case, messages: list[MessageView], *, text: str = "", problem: str = ""
) -> Response:
    installation = installation_of(request)
    sentences = words(language_of(request))
    context = {
        "receipt_number": case.row.receipt_number,
        "facts": describe_procedure(installation, case.procedure, language_of(request)),
        "messages": messages,
        "text": text,
        "problem": sentences[f"messages.{problem}"].format(most=MOST_SIGNS) if problem else "",
        "once": new_form(),
        "may_send": session.seat is None or session.may(SEND, case.procedure.id),
        "office": office_view(
            installation.city.office(case.row.duty, installation.clock.today()), language_of(request)
        ),
        "flash": sentences["messages.sent"] if "sent" in request.query_params else None,
    }
    return render(request, "pages/applications/messages.html", context, wrong=problem)


@router.post("")
def send(request: Request, receipt_number: str, posted: Post) -> Response:
    text, problem = read_message(first(posted, "text"))
    with writing(request) as (installation, unit):
        session, case = _of(request, unit, receipt_number)
        if problem:
            return _page(request, session, case, thread(unit, case, RESIDENT), text=text, problem=problem)
        ask_office(installation, unit, case, resident_actor(request, session), text, first(posted, "once"))
        unit.commit()
    return see(request, f"/applications/{receipt_number}/messages?sent")
