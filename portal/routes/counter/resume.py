import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.path.filer import role_of
from portal.db import Unit
from portal.errors import TooMany
from portal.services.counter.move_visit import join_visit
from portal.services.counter.visits import begin_visit, fill_visitor_role, visit_of_counter
from portal.services.filing.drafts import draft_of_counter, save_draft
from portal.services.filing.open_by_code import count_try, open_by_code
from portal.services.filing.origins import written_at_home
from portal.services.filing.visit_facts import HOME
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.codes import read_code
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.counter import visits
from portal.store.filing import drafts
from portal.store.filing.draft_codes import WHOLE
from portal.web.counter.clerk import clerk
from portal.web.filing.own_questions import own_question, own_views, read_own, wrong
from portal.web.filing.question_page import problems
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/counter/resume", access=staff("clerk", "reviewer"))
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
    request: Request, posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200, problem: str = ""
) -> Response:
    asked = own_views(installation_of(request), "ja", (_CODE, _BIRTH), posted, mistakes or {})
    context = {"asked": asked, "problems": problems(asked), "problem": problem}
    return render(request, "pages/counter/resume.html", context, status=status)


@router.post("")
def open_here(request: Request, posted: Post) -> Response:
    installation = installation_of(request)
    code = first(posted, "code").rpartition("/")[2]
    birth = read_own(installation, _BIRTH, posted)
    mistakes = {"birth": birth.mistakes} if birth.mistakes else {}
    if not read_code(code):
        mistakes["code"] = (wrong("10けたのコードを、もう一度見ながら入れてください。写しまちがいがあるようです。"),)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        if not any(name.startswith("birth") for name in posted):  # from the one field of the counter: it is asked now
            return _page(request, {"code": [code]})
        if mistakes:
            return _page(request, posted, mistakes, 422)
        try:
            count_try(installation, unit, code, f"{signed.login}")
        except TooMany:
            unit.commit()  # the audit of it
            return _page(request, {"code": [code]}, None, 429, "何度も試されたので、15分ほど止めています。")
        draft_id = _take(installation, unit, signed, code, str(birth.value))
        if draft_id:
            _join(request, unit, signed, draft_id)
        unit.commit()
    if not draft_id:
        problem = "コードか生年月日が違うか、コードがもう使えないか、この窓口で扱えない手続です。"
        return _page(request, {"code": [code]}, None, 422, problem)
    return see(request, f"/counter/drafts/{draft_id}")


def _take(installation: Installation, unit: Unit, signed: Member, code: str, birth: str) -> str:
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
    counter_draft = draft_of_counter(installation, unit, signed, draft.id)
    save_draft(
        installation,
        unit,
        counter_draft,
        written_at_home(counter_draft.procedure, counter_draft.answers),
        counter_draft.seen,
    )
    return counter_draft.id


def _join(request: Request, unit: Unit, signed: Member, draft_id: str) -> None:
    installation, visit_id = installation_of(request), request.query_params.get("visit", "")
    if not visit_id:
        current_visit = visits.of_uid(unit, draft_id)
        if current_visit is not None and current_visit.ended_at is None:
            return
        visit_id = begin_visit(installation, unit, signed, secrets.token_urlsafe(16))
    visit = visit_of_counter(installation, unit, signed, visit_id)
    join_visit(installation, unit, signed, visit, draft_id)
    draft = draft_of_counter(installation, unit, signed, draft_id)
    fill_visitor_role(installation, unit, visit, role_of(draft.procedure, draft.answers), HOME)
