"""Messages between the applicant and the office, about one application, on the applicant's side."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case, case_of_resident
from portal.services.describe_procedure import describe_procedure
from portal.services.one_form import new_form
from portal.services.send_message import MOST_SIGNS, Said, ask_office, mark_read, read_message, thread
from portal.services.sessions import Session
from portal.store.messages import RESIDENT
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import reachable
from portal.web.words import words

router = Router(prefix="/applications/{receipt_number}/messages")


def _of(request: Request, unit: Unit, receipt_number: str) -> tuple[Session, Case]:
    """A guest has none: nobody could bring the answer."""
    session = reachable(request, unit)
    return session, case_of_resident(installation_of(request), unit, session, receipt_number)


@router.get("")
def show(request: Request, receipt_number: str) -> Response:
    """What the office wrote counts as read from now on."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, case = _of(request, unit, receipt_number)
        said = thread(unit, case, RESIDENT)
        mark_read(installation, unit, case, RESIDENT)
        unit.commit()
    return _page(request, case, said)


def _page(request: Request, case: Case, said: list[Said], *, text: str = "", problem: str = "") -> Response:
    installation = installation_of(request)
    sentences = words(language_of(request))
    context = {
        "receipt_number": case.row.receipt_number,
        "facts": describe_procedure(installation, case.procedure, language_of(request)),
        "said": said,
        "text": text,
        "problem": sentences[f"messages.{problem}"].format(most=MOST_SIGNS) if problem else "",
        "once": new_form(),
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today())),
        "flash": sentences["messages.sent"] if "sent" in request.query_params else None,
    }
    return render(request, "pages/applications/messages.html", context, status=422 if problem else 200)


@router.post("")
def send(request: Request, receipt_number: str, posted: Post) -> Response:
    """Commits, then answers. The same form sent again is the same message."""
    installation = installation_of(request)
    text, problem = read_message(first(posted, "text"))
    with installation.database.write() as unit:
        session, case = _of(request, unit, receipt_number)
        if problem:
            return _page(request, case, thread(unit, case, RESIDENT), text=text, problem=problem)
        ask_office(installation, unit, case, resident_actor(request, session), text, first(posted, "once"))
        unit.commit()
    return see(request, f"/applications/{receipt_number}/messages?sent")
