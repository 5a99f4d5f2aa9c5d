"""A clerk views a draft and proposes answers."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.path.binding import bind
from forms.path.path import AskedPage
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, TooMany
from portal.services.filing.drafts import Draft, draft_environment, draft_path
from portal.services.filing.open_by_code import count_try
from portal.services.filing.pair_remote import (
    draft_for_clerk,
    end_remote,
    is_here,
    is_over,
    join_remote,
    look_at_remote,
    remote_of_clerk,
)
from portal.services.filing.propose_answer import decided, propose_answer, speakable
from portal.services.procedures.check_sections import check_sections
from portal.services.shared.catalogue import speech_of
from portal.services.shared.codes import read_code
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count_apart
from portal.store.filing import drafts, remote_sessions
from portal.store.filing.drafts import DraftRow
from portal.store.filing.remote_sessions import AGREED, ASKED, RemoteRow
from portal.web.counter.clerk import clerk
from portal.web.filing.own_questions import own_question, own_view, wrong
from portal.web.filing.question_page import page_title, problems, views
from portal.web.shared.access import staff
from portal.web.shared.field_view import FieldView
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading, writing

router = Router("staff", prefix="/counter/remote", access=staff("clerk", "reviewer"))
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
    request: Request, unit: Unit, signed: Member, posted: Posted, wrongs: dict[str, Any] | None = None, problem: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    installation = installation_of(request)
    asked = [own_view(installation, "ja", _CODE, posted, (wrongs or {}).get("code", ()))]
    mine = remote_sessions.of_staff(unit, signed.id, to_micro(installation.clock.now()))
    context = {
        "asked": asked, "problems": problems(asked), "problem": problem, "here": is_here(installation.settings),
        "video": installation.city.video, "over": request.query_params.get("over", ""),
        "mine": [(row, title) for row in mine if (title := _title(installation, unit, row))],
    }  # fmt: skip
    return render(request, "pages/counter/remote.html", context, status=status)


def _title(installation: Installation, unit: Unit, row: RemoteRow) -> str:
    draft = drafts.by_id(unit, row.draft_id)
    return installation.catalogue.version(unit, draft.meaning).title if draft else ""


@router.post("")
def pair_device(request: Request, posted: Post) -> Response:
    code = first(posted, "code")[:40]
    with reading(request, clerk) as (installation, unit, signed):
        if not is_here(installation.settings):
            return _begin(request, unit, signed, {}, status=409)
        if not read_code(code):
            return _begin(request, unit, signed, posted, {"code": (wrong(_UNCLEAR),)}, status=422)
    try:
        count_apart(installation.database, lambda unit: count_try(installation, unit, code, signed.login))
    except TooMany:
        problem, session, status = "何度も試されたので、15分ほど止めています。", 0, 429
    else:
        with installation.database.change() as unit:
            problem, session, status = _NOTHING, join_remote(installation, unit, clerk(request, unit), code), 422
    if session:
        return see(request, f"/counter/remote/{session}")
    with installation.database.read() as unit:
        return _begin(request, unit, clerk(request, unit), {}, problem=problem, status=status)


@router.get("/{remote:row_number}")
def show(request: Request, remote: int) -> Response:
    with writing(request) as (installation, unit):
        signed, row, stored = _mine(request, unit, remote)
        if is_over(installation.clock, row):
            return see(request, "/counter/remote?over=yes")
        context: dict[str, Any] = {"row": row, "title": _title(installation, unit, row), "sections": None}
        context |= {"news": _news(row, stored), "video": installation.city.video, "proposed": {}}
        if row.state == AGREED:
            try:
                draft = draft_for_clerk(installation, unit, signed, row, stored)
            except Closed:
                return _end(request, unit, signed, row)
            look_at_remote(installation, unit, signed, row, _LIST)
            context |= {"sections": _sections(installation, draft), "proposed": decided(unit, row)}
        unit.commit()
    return render(request, "pages/counter/remote_draft.html", context)


def _mine(request: Request, unit: Unit, remote: int) -> tuple[Member, RemoteRow, DraftRow]:
    signed = clerk(request, unit)
    return signed, *remote_of_clerk(installation_of(request).catalogue, unit, signed, remote)


def _end(request: Request, unit: Unit, signed: Member, row: RemoteRow) -> Response:
    end_remote(installation_of(request), unit, row, signed.actor, "staff")
    unit.commit()
    return see(request, "/counter/remote?over=yes")


def _news(row: RemoteRow, stored: DraftRow) -> str:
    return f"{row.state}.{row.news}.{stored.revision}"


def _sections(installation: Installation, draft: Draft) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    # (heading, [(label, value, page, page to propose on or "")]).
    path, speech = draft_path(installation, draft), speech_of(draft.procedure, "ja")
    return [
        (
            section.title,
            [
                (row.label, row.value, row.page, row.page if speakable(path.page(row.page), path.hidden) else "")
                for row in section.rows
            ],
        )
        for section in check_sections(draft.procedure, path, speech, draft.files)
    ]


@router.get("/{remote:row_number}/news")
def news(request: Request, remote: int) -> Response:
    with reading(request) as (installation, unit):
        _, row, stored = _mine(request, unit, remote)
    state = "over" if is_over(installation.clock, row) else _news(row, stored)
    return JSONResponse({"news": state}, headers={"Cache-Control": "no-store"})


@router.post("/{remote:row_number}")
def leave(request: Request, remote: int, _posted: Post) -> Response:
    with installation_of(request).database.write() as unit:
        signed, row, _ = _mine(request, unit, remote)
        return _end(request, unit, signed, row)


@router.get("/{remote:row_number}/page/{page}")
def ask(request: Request, remote: int, page: str) -> Response:
    return _proposing(request, remote, page, None)


@router.post("/{remote:row_number}/page/{page}")
def propose(request: Request, remote: int, page: str, posted: Post) -> Response:
    return _proposing(request, remote, page, posted)


def _proposing(request: Request, remote: int, page: str, posted: Posted | None) -> Response:
    with writing(request) as (installation, unit):
        signed, row, stored = _mine(request, unit, remote)
        if row.state == ASKED and not is_over(installation.clock, row):
            return see(request, f"/counter/remote/{remote}")
        try:
            draft = draft_for_clerk(installation, unit, signed, row, stored)
            path = draft_path(installation, draft)
            asked = speakable(path.page(page), path.hidden)
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
    mistakes = problems(shown) if posted is not None and not search_of(posted) else []
    heading = page_title(speech_of(draft.procedure, "ja"), asked)
    context = {
        "remote": remote,
        "fields": shown,
        "heading": heading,
        "problems": mistakes,
        "procedure": draft.procedure.title,
    }
    return render(request, "pages/counter/remote_propose.html", context, wrong=mistakes)


def _form(installation: Installation, draft: Draft, asked: AskedPage, posted: Posted | None) -> list[FieldView]:
    environment, path = draft_environment(installation, draft), draft_path(installation, draft)
    search = search_of(posted) if posted is not None else ""
    if posted is not None and not search:
        path = bind(draft.procedure, frozenset(field.id for field in asked.fields), posted, draft.answers, environment)
    speech = speech_of(draft.procedure, "ja")
    return views(asked, path, speech, environment, posted=posted, search=search, own=True)
