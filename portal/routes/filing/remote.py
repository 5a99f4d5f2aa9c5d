"""A clerk's view and proposals, for the resident."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.path.path import Path
from forms.text.translations import with_original
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.filing.drafts import MARK, Draft, draft_of_resident, draft_path
from portal.services.filing.pair_remote import (
    Remote,
    agree_to_remote,
    end_remote,
    is_here,
    make_remote_code,
    may_pair,
    remote_of,
    what_clerks_see,
)
from portal.services.filing.propose_answer import decline_proposal, open_proposals, take_proposal
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.filing import remote_sessions
from portal.store.filing.remote_sessions import AGREED
from portal.web.filing.draft_page import draft_context, onward
from portal.web.filing.who_files import filer_of
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, resident_actor

# Routes before the question pages: no question has a hyphen.
router = Router("resident", access=owner())
_PAGE = "/apply/{procedure}/{draft}/with-staff"


@router.get(_PAGE)
def together(request: Request, procedure: str, draft: str) -> Response:
    with installation_of(request).database.read() as unit:
        return _page(request, unit, _own(request, unit, procedure, draft))


def _own(request: Request, unit: Unit, procedure: str, draft: str) -> Draft:
    return draft_of_resident(installation_of(request), unit, filer_of(request, unit, procedure), procedure, draft)


def _page(request: Request, unit: Unit, draft: Draft, *, overtaken: bool = False) -> Response:
    installation, language = installation_of(request), language_of(request)
    speech = speech_of(draft.procedure, language)
    remote, may = remote_of(installation, unit, draft), may_pair(installation.settings, unit, draft)
    if remote.state == AGREED and not may:
        remote = replace(remote, state="ended")
    remote = replace(remote, office=with_original(language, remote.office))
    path, proposals = draft_path(installation, draft), []
    if remote.row is not None and remote.state == AGREED:
        proposals = open_proposals(installation, unit, draft, remote.row, speech)
    titles = {step.id: speech.text(f"{step.path}.title", step.title) for step in draft.procedure.steps}
    context = draft_context(request, installation, draft) | {
        "facts": describe_procedure(installation, draft.procedure, language), "remote": remote, "may": may,
        "zones": not is_here(installation.settings), "office": office_view(
            installation.city.office(draft.procedure.duty, installation.clock.today()), language
        ),
        "proposals": proposals, "overtaken": overtaken,
        "shown": [titles[name] for name in what_clerks_see(installation, draft)] if may else [],
        "looks_at": _looked_at(path, remote, titles), "video": installation.city.video,
        "on": onward(installation, draft, path), "news": _news(draft, remote), "present": None, "may_look_along": False,
    }  # fmt: skip
    return render(request, "pages/remote/together.html", context, status=409 if overtaken else 200)


def _looked_at(path: Path, remote: Remote, titles: dict[str, str]) -> str:
    asked = path.page(remote.row.page) if remote.row is not None and remote.row.page else None
    return titles[asked.step.id] if asked is not None else ""


def _news(draft: Draft, remote: Remote) -> str:
    return f"{remote.state}.{remote.row.news if remote.row else 0}.{draft.row.revision}"


@router.get(f"{_PAGE}/news")
def news(request: Request, procedure: str, draft: str) -> Response:
    with reading(request) as (installation, unit):
        saved_draft = _own(request, unit, procedure, draft)
        state = _news(saved_draft, remote_of(installation, unit, saved_draft))
    return JSONResponse({"news": state}, headers={"Cache-Control": "no-store"})


@router.post(_PAGE)
def decide(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    try:
        with changing(request) as (installation, unit):
            session = filer_of(request, unit, procedure)
            saved_draft = _own(request, unit, procedure, draft)
            _do(installation, unit, saved_draft, resident_actor(request, session), posted)
    except Conflict:
        with installation.database.read() as unit:
            return _page(request, unit, _own(request, unit, procedure, draft), overtaken=True)
    return see(request, f"/apply/{procedure}/{draft}/with-staff")


def _do(installation: Installation, unit: Unit, draft: Draft, actor: Actor, posted: Posted) -> None:
    act, _, number = first(posted, "act").partition(".")
    row = remote_sessions.of_draft(unit, draft.id)
    match act:
        case "code":
            make_remote_code(installation, unit, draft, actor)
        case "agree":
            if row is None or str(row.id) != number:  # another clerk asks than the page named
                raise Conflict("remote")
            agree_to_remote(installation, unit, draft, actor)
        case "end":
            end_remote(installation, unit, row, actor, "resident")
        case "take" | "decline":
            known = remote_sessions.proposals(unit, row.id) if row else []
            proposal = next((pending for pending in known if str(pending.id) == number), None)
            if row is None or proposal is None:
                raise Conflict("proposal")
            if act == "take":
                take_proposal(installation, unit, draft, proposal, first(posted, MARK), actor)
            else:
                decline_proposal(installation, unit, draft, proposal, actor)
        case _:
            raise BadRequest("act")
