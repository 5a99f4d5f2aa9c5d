"""確認票: asks a member to sign."""

from collections.abc import Collection, Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.services.shared.rights import Member
from portal.services.workshop.ask_to_sign import LINES, TO, UNTIL, ask_to_sign, withdraw_asking
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.services.workshop.sign_lines import Sheet, lines_to_sign, open_requests, write_lines
from portal.store.procedures import signed_lines
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading
from portal.web.workshop.draft_page import HERE, asked_context, check_of, draft_context

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/sheet/ask", access=staff("author"))

_WRONG = {
    TO: "頼む人を選んでください。", UNTIL: "期限は、今日からあとの日付を入れてください。",
    LINES: "行に印をつけてください。",
}  # fmt: skip


@router.get("")
def show(request: Request, draft: int) -> Response:
    return _page(request, draft, {"to": "", "until": ""}, ())


@router.post("")
def ask(request: Request, draft: int, posted: Post) -> Response:
    # `act`: "all" open lines, the chosen ones, or an "end" of their requests.
    installation, act, chosen = installation_of(request), first(posted, "act"), set(posted.get("line", ()))
    boxes = {name: first(posted, name) for name in (TO, UNTIL)}
    _, _, sheet = _opened(request, draft)
    if act == "all":
        chosen = {mark.hex() for _, lines in sheet for mark, _, _ in lines}
    with installation.database.write() as unit:
        signed = member(request, unit)
        if act == "end":
            wrong = [] if withdraw_asking(installation, unit, signed, draft, sheet, chosen) else [LINES]
        else:
            wrong = ask_to_sign(installation, unit, signed, draft, sheet, chosen, boxes[TO], boxes[UNTIL])
        if not wrong:
            unit.commit()
    if wrong:
        return _page(request, draft, boxes, posted.get("line", ()), wrong)
    return see(request, f"{HERE}/drafts/{draft}/sheet?did={'lines_left' if act == 'end' else 'lines_asked'}")


def _opened(request: Request, draft: int) -> tuple[Member, OpenedDraft, Sheet]:
    with reading(request, member) as (installation, unit, signed):
        opened = open_draft(unit, signed, draft, "write procedures")
    procedure = check_of(installation, opened).procedure
    return signed, opened, write_lines(installation, procedure, None) if procedure is not None else ()


def _page(
    request: Request, draft: int, boxes: Mapping[str, str], chosen: Collection[str], wrong: Collection[str] = ()
) -> Response:
    signed, opened, sheet = _opened(request, draft)
    with reading(request) as (installation, unit):
        asked = open_requests(unit, opened, sheet)
        sections = lines_to_sign(signed_lines.rows_of(unit, opened.row.procedure), sheet, asked)
        asking = asked_context(installation, unit, opened, asked)
    context = draft_context(installation, signed, opened, check_of(installation, opened), "/sheet") | {
        "sections": sections, "open": sum(len(section.open) for section in sections) if opened.open else 0,
        "boxes": boxes, "chosen": chosen, "wrong": {box: words for box, words in _WRONG.items() if box in wrong},
        "problems": [(words, box) for box, words in _WRONG.items() if box in wrong],
    }  # fmt: skip
    return render(request, "pages/workshop/sheet_ask.html", context | asking, wrong=wrong)
