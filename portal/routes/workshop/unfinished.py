"""A script keeps what an author types; the author drops it."""

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.services.workshop.open_draft import open_draft
from portal.services.workshop.save_text import keep_unfinished
from portal.web.shared.access import staff
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.unfinished import saved_for_good, typed_of

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/typed", access=staff("author"))


@router.post("")
def keep(request: Request, draft: int, posted: Post) -> Response:
    # `page`: below the draft's address. Its other boxes are kept; `drop` drops them, and leads there. 409: see save_text.
    installation, page, drops = installation_of(request), first(posted, "page"), "drop" in posted
    boxes = {name: texts for name, texts in posted.items() if name not in ("page", "typed")}
    kept = 0
    with installation.database.change() as unit:
        signed = member(request, unit)
        opened = open_draft(unit, signed, draft, "write procedures")
        if drops:
            saved_for_good(unit, signed, draft, posted)
        else:
            kept = keep_unfinished(installation, unit, signed, opened, page, boxes, typed_of(posted))
    return see(request, f"{HERE}/drafts/{draft}{page}") if drops else PlainTextResponse(str(kept))
