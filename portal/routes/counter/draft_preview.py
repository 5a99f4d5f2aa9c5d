from fastapi import Request
from fastapi.responses import Response

from portal.services.counter.interview import read_interview
from portal.services.workshop.open_draft import open_draft
from portal.web.counter.draft_interview import draft_interview, read_rows, written_rows
from portal.web.counter.interview_screen import SHOWN, interview_screen, read_parts
from portal.web.counter.visit import usual_place
from portal.web.shared.access import staff
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import render
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import member, reading
from portal.web.workshop.draft_page import HERE, check_of, draft_context

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/counter", access=staff("author", "publisher"))
_ACT, _ROWS = "screen-act", "screen-answers"


@router.get("")
def begin(request: Request, draft: int) -> Response:
    return _page(request, draft, {})


@router.post("")
def go_on(request: Request, draft: int, posted: Post) -> Response:
    return _page(request, draft, posted)


def _page(request: Request, draft: int, posted: Posted) -> Response:
    with reading(request, member) as (installation, unit, signed):
        opened = open_draft(unit, signed, draft)
    checked = check_of(installation, opened)
    context = draft_context(installation, signed, opened, checked, "/counter") | {"unsound": checked.procedure is None}
    rows, act, search = read_rows(first(posted, _ROWS)), first(posted, _ACT), search_of(posted)
    interview = None
    if checked.procedure is not None:
        interview = draft_interview(installation, checked.procedure, rows, usual_place(request))
    if interview is None:
        return render(request, "pages/workshop/counter.html", context | {"screen": None})
    if posted:
        boxes, shown = read_parts(interview, posted, first(posted, SHOWN).split())
        # Nothing that is kept could be lost: a row goes at once.
        interview = read_interview(installation, interview, boxes, shown, act.replace("remove.", "gone.", 1))
    context |= {
        "screen": interview_screen(installation, interview, search), "ready": act == "register" and interview.ready,
        "rows": written_rows(interview), "revision": "", "brought": posted.get("screen-brought", ()),
    }  # fmt: skip
    return render(request, "pages/workshop/counter.html", context)
