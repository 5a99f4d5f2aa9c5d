"""The role of a person who files for another."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field, Procedure
from forms.path.filer import CAME, asked_on_line, may_file, roles_of
from portal.services.filing.drafts import draft_of_resident, save_draft
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.shared.catalogue import speech_of
from portal.services.shared.write_audit import write_audit
from portal.web.filing.doors_page import doors_page
from portal.web.filing.own_questions import own_question, own_view, read_own
from portal.web.filing.question_page import problems
from portal.web.filing.who_files import filer_of
from portal.web.shared.access import anyone, owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, Posted
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading, resident_actor, writing
from portal.web.shared.words import words

# Routes before the question pages: no question has a hyphen.
router = Router("resident")
ROLE = "role"


@router.get("/procedures/{procedure}/for-somebody", access=anyone())
def doors(request: Request, procedure: str) -> Response:
    return doors_page(request, installation_of(request).catalogue.current(procedure))


@router.get("/apply/{procedure}/{draft}/who-files", access=owner())
def ask(request: Request, procedure: str, draft: str) -> Response:
    with reading(request) as (installation, unit):
        saved_draft = draft_of_resident(installation, unit, filer_of(request, unit, procedure), procedure, draft)
    if not asked_on_line(saved_draft.procedure):
        return see(request, f"/apply/{procedure}")
    given = str(saved_draft.answers.get(CAME, ""))
    return _page(request, saved_draft.procedure, {ROLE: [given]} if given else {})


def _question(procedure: Procedure, language: str) -> Field:
    texts, speech, rules = words(language), speech_of(procedure, language), procedure.who_when
    options = {
        role: {"label": texts[f"proxy.role.{role}"]}
        | ({"help": speech.text(rules[role].place, rules[role].say)} if role in rules else {})
        for role in roles_of(procedure)
    }
    return own_question(ROLE, "choice", texts["proxy.ask"], help=texts["proxy.ask_help"], settings={"options": options})


def _page(request: Request, procedure: Procedure, posted: Posted, mistakes: Any = ()) -> Response:
    installation, language = installation_of(request), language_of(request)
    question = _question(procedure, language)
    view = own_view(installation, language, question, posted, mistakes)
    context = {
        "facts": describe_procedure(installation, procedure, language), "view": view, "problems": problems([view]),
    }  # fmt: skip
    return render(request, "pages/proxies/who.html", context, wrong=mistakes)


@router.post("/apply/{procedure}/{draft}/who-files", access=owner())
def answer(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    with writing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        if not asked_on_line(saved_draft.procedure):
            return see(request, f"/apply/{procedure}")
        question = _question(saved_draft.procedure, language_of(request))
        read = read_own(installation, question, posted)
        if read.value is None:
            return _page(request, saved_draft.procedure, posted, read.mistakes)
        role = str(read.value)
        if not may_file(saved_draft.procedure, "online", role):
            return doors_page(request, saved_draft.procedure, role)
        save_draft(installation, unit, saved_draft, {**saved_draft.answers, CAME: role}, saved_draft.seen)
        write_audit(installation, unit, resident_actor(request, session), "say who files", detail=f"{draft} {role}")
        unit.commit()
    return see(request, f"/apply/{procedure}")
