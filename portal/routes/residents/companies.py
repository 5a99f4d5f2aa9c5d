"""The company's page: who it is, its members and what each may do."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.residents.company_rights import fileable, give_rights, gives, history, members_of
from portal.services.residents.sign_in_company import company_facts
from portal.services.shared.catalogue import speech_of
from portal.services.shared.sessions import ACTS
from portal.web.filing.who_files import company
from portal.web.shared.access import signed_in
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, reading, resident_actor
from portal.web.shared.words import words

router = Router("resident", prefix="/company", access=signed_in())


@router.get("")
def show(request: Request) -> Response:
    language = language_of(request)
    with reading(request, company) as (installation, unit, session):
        facts = company_facts(installation.keys, unit, session.person_id or "")
        members = members_of(installation.keys, unit, session)
        given = history(installation.keys, unit, session)
        prime = gives(unit, session)
    texts = words(language)
    held, offered = {procedure for view in members for procedure, _ in view.rights}, installation.catalogue.all()
    ids = {procedure.id for procedure in fileable(offered)} | held
    titles = {
        procedure.id: speech_of(procedure, language).text("title", procedure.title)
        for procedure in offered
        if procedure.id in ids
    }

    def of(procedure: str) -> str:
        return titles.get(procedure, procedure) if procedure else texts["company.all"]

    context: dict[str, Any] = {
        "facts": facts,
        "members": [
            {
                "view": view,
                "rights": [(of(procedure), texts[f"company.act.{act}"]) for procedure, act in view.rights],
            }
            for view in members
        ],
        "history": [(right, of(right.procedure), texts[f"company.act.{right.act}"]) for right in given],
        "gives": prime,
        "signs": installation.company_judge is not None,
        "acts": ACTS,
        "procedures": titles,
        "flash": texts["company.given"] if "given" in request.query_params else None,
    }
    return render(request, "pages/companies/company.html", context)


@router.post("/members/{member}")
def give(request: Request, member: str, posted: Post) -> Response:
    with changing(request, company) as (installation, unit, session):
        if not (member.isascii() and member.isdigit() and len(member) < 19):
            raise NotFound("member")
        give_rights(
            installation, unit, session, resident_actor(request, session), int(member), first(posted, "procedure"),
            posted.get("acts", []),
        )  # fmt: skip
    return see(request, "/company?given")
