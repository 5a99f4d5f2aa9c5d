"""By a draft's code and a mailed number."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.filing.open_by_mail import ask_number, open_by_mail
from portal.services.residents.prove_contact import MINUTES
from portal.services.shared.codes import read_code
from portal.web.filing.by_code import CODE, count_code, enter_by_code, resume_page
from portal.web.filing.own_questions import wrong
from portal.web.filing.who_files import filer_or_none, visitor
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render, see_as
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, resident_actor
from portal.web.shared.words import words

router = Router("resident", prefix="/resume-by-mail", access=anyone())


@router.post("")
def ask(request: Request, posted: Post) -> Response:
    """The number works only in this browser."""
    installation, texts = installation_of(request), words(language_of(request))
    code = first(posted, CODE)[:40]
    if installation.mailer is None:
        raise NotFound("mail")
    if not read_code(code):
        return resume_page(request, posted, {CODE: (wrong(texts["resume_code.unclear"]),)}, 422)
    if not count_code(request, code):
        return resume_page(request, {CODE: [code]}, None, 429, texts["resume_code.too_many"])
    with installation.database.change() as unit:
        session, token = visitor(request, unit)
        ask_number(installation, unit, session, resident_actor(request, session), code)
    return see_as(request, f"/resume-by-mail/{read_code(code)}", token)


@router.get("/{code}")
def ask_number_of(request: Request, code: str) -> Response:
    return _page(request, read_code(code))


def _page(request: Request, code: str, problem: str = "", status: int = 200) -> Response:
    texts = words(language_of(request))
    context = {
        "next": "", "address": "", "minutes": MINUTES, "typed": "", "problem": problem,
        "problems": [(problem, "code")] if problem else [], "again": f"/resume/{code}" if code else "/resume",
        "action": f"/resume-by-mail/{code}", "go": texts["resume_code.go"], "again_words": texts["resume_code.by_birth"],
    }  # fmt: skip
    return render(request, "pages/sign_in/mail_code.html", context, status=status)


@router.post("/{code}")
def open_it(request: Request, code: str, posted: Post) -> Response:
    texts = words(language_of(request))
    plain = read_code(code)
    if not count_code(request, code):
        return _page(request, plain, texts["resume_code.too_many"], 429)
    with changing(request, filer_or_none) as (installation, unit, session):
        row = None
        if session is not None:
            actor = resident_actor(request, session)
            row = open_by_mail(installation, unit, session, actor, plain, first(posted, "code")[:40])
        token, address = enter_by_code(request, unit, session, row)
    if not address:
        return _page(request, plain, texts["resume_code.mail_wrong"], 422)
    return see_as(request, address, token)
