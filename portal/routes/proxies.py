"""Filing for somebody else: as whom, asked before the first question where it matters; and which doors take whom."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.procedure import Procedure
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import draft_of_resident, save_draft
from portal.services.who_files import CAME, asked_on_line, may_file, roles_of
from portal.services.write_audit import write_audit
from portal.web.doors_page import doors_page
from portal.web.own_questions import own_question, own_view, read_own
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted
from portal.web.question_page import problems
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer_of
from portal.web.words import words

# Before the pages of questions: no question has a hyphen.
router = Router()
ROLE = "role"


@router.get("/procedures/{procedure}/for-somebody")
def doors(request: Request, procedure: str) -> Response:
    return doors_page(request, installation_of(request).catalogue.current(procedure))


@router.get("/apply/{procedure}/{draft}/who-files")
def ask(request: Request, procedure: str, draft: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        found = draft_of_resident(installation, unit, filer_of(request, unit, procedure), procedure, draft)
    if not asked_on_line(found.procedure):
        return see(request, f"/apply/{procedure}")
    given = str(found.answers.get(CAME, ""))
    return _page(request, found.procedure, {ROLE: [given]} if given else {})


def _page(request: Request, procedure: Procedure, posted: Posted, mistakes: Any = ()) -> Response:
    installation, language = installation_of(request), language_of(request)
    said = words(language)
    options = {one: said[f"proxy.role.{one}"] for one in roles_of(procedure)}
    question = own_question(
        ROLE, "choice", said["proxy.ask"], help=said["proxy.ask_help"], settings={"options": options}
    )
    view = own_view(installation, language, question, posted, mistakes)
    context = {
        "facts": describe_procedure(installation, procedure, language), "view": view, "problems": problems([view]),
    }  # fmt: skip
    return render(request, "pages/proxies/who.html", context, status=422 if mistakes else 200)


@router.post("/apply/{procedure}/{draft}/who-files")
def answer(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    """Kept with the draft; whom this door does not take is told which does, and loses nothing."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_of_resident(installation, unit, session, procedure, draft)
        if not asked_on_line(found.procedure):
            return see(request, f"/apply/{procedure}")
        said = words(language_of(request))
        options = {one: said[f"proxy.role.{one}"] for one in roles_of(found.procedure)}
        question = own_question(ROLE, "choice", said["proxy.ask"], settings={"options": options})
        read = read_own(installation, question, posted)
        if read.value is None:
            return _page(request, found.procedure, posted, read.mistakes)
        role = str(read.value)
        if not may_file(found.procedure, "online", role):
            return doors_page(request, found.procedure, role)
        save_draft(installation, unit, found, {**found.answers, CAME: role}, found.seen)
        write_audit(installation, unit, resident_actor(request, session), "say who files", detail=f"{draft} {role}")
        unit.commit()
    return see(request, f"/apply/{procedure}")
