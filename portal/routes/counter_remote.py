"""A clerk looks at a draft together with its resident, who is at home or in a branch office, and proposes answers."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.binding import bind
from forms.path import AskedPage
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, TooMany
from portal.services.check_sections import check_sections
from portal.services.drafts import Draft, draft_environment, draft_path
from portal.services.installation import Installation
from portal.services.open_by_code import count_try
from portal.services.pair_remote import (
    come_to_remote,
    draft_for_clerk,
    end_remote,
    is_here,
    is_over,
    look_at_remote,
    remote_of_clerk,
)
from portal.services.propose_answer import decided, propose_answer, speakable
from portal.services.rights import Member
from portal.services.short_code import read_code
from portal.services.throttle import count_apart
from portal.store import drafts, remote_sessions
from portal.store.drafts import DraftRow
from portal.store.remote_sessions import AGREED, ASKED, RemoteRow
from portal.web.clerk import clerk
from portal.web.field_view import FieldView
from portal.web.find_towns import search_of
from portal.web.own_questions import own_question, own_view, wrong
from portal.web.page import render, see
from portal.web.posting import Post, Posted, first
from portal.web.question_page import page_title, problems, views
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/counter/remote")
_CODE = own_question("code", "text", "相手の画面のコード", help="電話などで、言ってもらいます。10けたです。")
_UNCLEAR = "10けたのコードを、もう一度聞きながら入れてください。写しまちがいがあるようです。"
_NOTHING = (
    "コードが違うか、もう使えないか、この窓口で扱えない手続です。相手の画面で、新しいコードを作ってもらってください。"
)
_LIST = "whole-draft"  # no page has a hyphen


@router.get("")
def begin(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        return _begin(request, unit, clerk(request, unit), {})


def _begin(
    request: Request, unit: Unit, signed: Member, posted: Posted, wrongs: dict[str, Any] | None = None, told: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    installation = installation_of(request)
    asked = [own_view(installation, "ja", _CODE, posted, (wrongs or {}).get("code", ()))]
    mine = remote_sessions.of_staff(unit, signed.id, to_micro(installation.clock.now()))
    context = {
        "asked": asked, "problems": problems(asked), "told": told, "here": is_here(installation),
        "video": installation.city.video, "over": request.query_params.get("over", ""),
        "mine": [(row, title) for row in mine if (title := _title(installation, unit, row))],
    }  # fmt: skip
    return render(request, "pages/counter/remote.html", context, status=status)


def _title(installation: Installation, unit: Unit, row: RemoteRow) -> str:
    draft = drafts.by_id(unit, row.draft_id)
    return installation.catalogue.version(unit, draft.meaning).title if draft else ""


@router.post("")
def come(request: Request, posted: Post) -> Response:
    """Asks the resident whether the clerk may look. Each try counts, whatever comes of it."""
    installation, code = installation_of(request), first(posted, "code")[:40]
    with installation.database.read() as unit:
        signed = clerk(request, unit)
        if not is_here(installation):
            return _begin(request, unit, signed, {}, status=409)
        if not read_code(code):
            return _begin(request, unit, signed, posted, {"code": (wrong(_UNCLEAR),)}, status=422)
    try:
        count_apart(installation, lambda unit: count_try(installation, unit, code, signed.login))
    except TooMany:
        told, session, status = "何度も試されたので、15分ほど止めています。", 0, 429
    else:
        with installation.database.write() as unit:
            told, session, status = _NOTHING, come_to_remote(installation, unit, clerk(request, unit), code), 422
            unit.commit()
    if session:
        return see(request, f"/counter/remote/{session}")
    with installation.database.read() as unit:
        return _begin(request, unit, clerk(request, unit), {}, told=told, status=status)


@router.get("/{remote:row_number}")
def show(request: Request, remote: int) -> Response:
    """Until the resident agreed the name of the procedure alone; then the answers, as they stand now."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, row, stored = _mine(request, unit, remote)
        if is_over(installation, row):
            return see(request, "/counter/remote?over=yes")
        context: dict[str, Any] = {"row": row, "title": _title(installation, unit, row), "sections": None}
        context |= {"news": _news(row, stored), "video": installation.city.video, "proposed": {}}
        if row.state == AGREED:
            try:
                draft = draft_for_clerk(installation, unit, row, stored)
            except Closed:
                return _end(request, unit, signed, row)
            look_at_remote(installation, unit, signed, row, _LIST)
            context |= {"sections": _sections(installation, draft), "proposed": decided(unit, row)}
        unit.commit()
    return render(request, "pages/counter/remote_draft.html", context)


def _mine(request: Request, unit: Unit, remote: int) -> tuple[Member, RemoteRow, DraftRow]:
    signed = clerk(request, unit)
    return signed, *remote_of_clerk(installation_of(request), unit, signed, remote)


def _end(request: Request, unit: Unit, signed: Member, row: RemoteRow) -> Response:
    """It may not go on."""
    end_remote(installation_of(request), unit, row, signed.actor, "staff")
    unit.commit()
    return see(request, "/counter/remote?over=yes")


def _news(row: RemoteRow, stored: DraftRow) -> str:
    return f"{row.state}.{row.news}.{stored.revision}"


def _sections(installation: Installation, draft: Draft) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """(heading, [(label, value, page, page to propose on or "")])."""
    path, speech = draft_path(installation, draft), installation.speech(draft.procedure, "ja")
    return [
        (
            section.title,
            [
                (row.label, row.value, row.page, row.page if speakable(path.page(row.page)) else "")
                for row in section.rows
            ],
        )
        for section in check_sections(draft.procedure, path, speech, draft.files)
    ]


@router.get("/{remote:row_number}/news")
def news(request: Request, remote: int) -> Response:
    """What the page's script asks about every few seconds."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        _, row, stored = _mine(request, unit, remote)
    told = "over" if is_over(installation, row) else _news(row, stored)
    return JSONResponse({"news": told}, headers={"Cache-Control": "no-store"})


@router.post("/{remote:row_number}")
def leave(request: Request, remote: int, _posted: Post) -> Response:
    """The clerk ends it."""
    with installation_of(request).database.write() as unit:
        signed, row, _ = _mine(request, unit, remote)
        return _end(request, unit, signed, row)


@router.get("/{remote:row_number}/{page}")
def ask(request: Request, remote: int, page: str) -> Response:
    """One page of the draft, to write another answer beside it."""
    return _proposing(request, remote, page, None)


@router.post("/{remote:row_number}/{page}")
def propose(request: Request, remote: int, page: str, posted: Post) -> Response:
    """Nothing of it goes into the draft: its resident is asked."""
    return _proposing(request, remote, page, posted)


def _proposing(request: Request, remote: int, page: str, posted: Posted | None) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, row, stored = _mine(request, unit, remote)
        if row.state == ASKED and not is_over(installation, row):
            return see(request, f"/counter/remote/{remote}")
        try:
            draft = draft_for_clerk(installation, unit, row, stored)
            asked = speakable(draft_path(installation, draft).page(page))
            if asked is None:
                return see(request, f"/counter/remote/{remote}")
            look_at_remote(installation, unit, signed, row, page)
            if posted is not None and not search_of(posted):
                path = propose_answer(installation, unit, signed, row, draft, asked, posted)
                if not path.mistakes:
                    unit.commit()
                    return see(request, f"/counter/remote/{remote}")
        except Closed:
            return _end(request, unit, signed, row)
        shown = _form(installation, draft, asked, posted)
        unit.commit()
    said = problems(shown) if posted is not None and not search_of(posted) else []
    heading = page_title(installation.speech(draft.procedure, "ja"), asked)
    context = {
        "remote": remote,
        "fields": shown,
        "heading": heading,
        "problems": said,
        "procedure": draft.procedure.title,
    }
    return render(request, "pages/counter/remote_propose.html", context, status=422 if said else 200)


def _form(installation: Installation, draft: Draft, asked: AskedPage, posted: Posted | None) -> list[FieldView]:
    """As it was typed, with what is to mend."""
    environment, path = draft_environment(installation, draft), draft_path(installation, draft)
    search = search_of(posted) if posted is not None else ""
    if posted is not None and not search:
        path = bind(draft.procedure, frozenset(one.id for one in asked.fields), posted, draft.answers, environment)
    speech = installation.speech(draft.procedure, "ja")
    return views(asked, path, speech, environment, posted=posted, search=search, own=True)
