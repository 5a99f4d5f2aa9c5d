"""The counter goes on with what a visitor began at home: by the code that they bring, and their birthday."""

import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import TooMany
from portal.services.ask_reception import counter_doors
from portal.services.drafts import draft_of_counter, save_draft
from portal.services.installation import Installation
from portal.services.move_visit import join_visit
from portal.services.open_by_code import count_try, open_by_code
from portal.services.origins import written_at_home
from portal.services.rights import Member
from portal.services.short_code import read_code
from portal.services.visit_facts import HOME
from portal.services.visits import begin_visit, hear_who_came, visit_of_counter
from portal.services.who_files import role_of
from portal.services.write_audit import write_audit
from portal.store import drafts, visits
from portal.store.draft_codes import WHOLE
from portal.web.clerk import clerk
from portal.web.own_questions import own_question, own_view, read_own, wrong
from portal.web.page import render, see
from portal.web.posting import Post, Posted, first
from portal.web.question_page import problems
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/counter/resume")
_CODE = own_question(
    "code", "text", "続けるためのコード", help="来た人の画面か紙にあります。QRコードの読み取り機でも入れられます。"
)
_BIRTH = own_question("birth", "date", "生年月日", help="来た人に聞きます。")


@router.get("")
def ask(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        clerk(request, unit)
    return _page(request, {})


def _page(
    request: Request, posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200, told: str = ""
) -> Response:
    installation, wrongs = installation_of(request), mistakes or {}
    asked = [own_view(installation, "ja", one, posted, wrongs.get(one.id, ())) for one in (_CODE, _BIRTH)]
    context = {"asked": asked, "problems": problems(asked), "told": told}
    return render(request, "pages/counter/resume.html", context, status=status)


@router.post("")
def open_here(request: Request, posted: Post) -> Response:
    """A reader of codes types the whole address; what stands before the code is left out."""
    installation = installation_of(request)
    code = first(posted, "code").rpartition("/")[2]
    birth = read_own(installation, _BIRTH, posted)
    mistakes = {"birth": birth.mistakes} if birth.mistakes else {}
    if not read_code(code):
        mistakes["code"] = (wrong("10けたのコードを、もう一度見ながら入れてください。写しまちがいがあるようです。"),)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        if mistakes:
            return _page(request, posted, mistakes, 422)
        try:
            count_try(installation, unit, code, f"{signed.login}")
        except TooMany:
            return _page(request, {"code": [code]}, None, 429, "何度も試されたので、15分ほど止めています。")
        draft_id = _take(installation, unit, signed, code, str(birth.value))
        if draft_id:
            _join(request, unit, signed, draft_id)
        unit.commit()
    if not draft_id:
        told = "コードか生年月日が違うか、コードがもう使えないか、この窓口で扱えない手続です。"
        return _page(request, {"code": [code]}, None, 422, told)
    return see(request, f"/counter/drafts/{draft_id}")


def _take(installation: Installation, unit: Unit, signed: Member, code: str, birth: str) -> str:
    """The draft's id, now on the counter's screen and still its owner's; "" where nothing opens here."""
    row = open_by_code(installation, unit, signed.actor, code, birth)
    draft = drafts.by_id(unit, row.draft_id) if row and row.rights == WHOLE else None
    if draft is None:
        return ""
    procedure = installation.catalogue.version(unit, draft.meaning)
    doors = counter_doors(procedure)
    if not doors or not signed.may("enter", procedure.duty):
        return ""
    drafts.take_to_counter(unit, draft.id, signed.id, doors[0])
    write_audit(installation, unit, signed.actor, "take draft to counter", detail=f"{procedure.id} {draft.id}")
    there = draft_of_counter(installation, unit, signed, draft.id)
    save_draft(installation, unit, there, written_at_home(there.procedure, there.answers), there.seen)
    return there.id


def _join(request: Request, unit: Unit, signed: Member, draft_id: str) -> None:
    """It is part of the visit from whose page they came, or begins one."""
    installation, visit_id = installation_of(request), request.query_params.get("visit", "")
    if not visit_id:
        there = visits.of_uid(unit, draft_id)
        if there is not None and there.ended_at is None:
            return
        visit_id = begin_visit(installation, unit, signed, secrets.token_urlsafe(16))
    visit = visit_of_counter(installation, unit, signed, visit_id)
    join_visit(installation, unit, signed, visit, draft_id)
    draft = draft_of_counter(installation, unit, signed, draft_id)
    hear_who_came(installation, unit, visit, role_of(draft.procedure, draft.answers), HOME)
