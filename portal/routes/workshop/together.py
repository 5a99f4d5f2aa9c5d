"""Who else has a draft open, for a script of its pages."""

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.clock import from_micro
from portal.services.workshop.open_draft import open_draft, others_here, report_here
from portal.store.workshop import definition_drafts
from portal.web.shared.access import staff
from portal.web.shared.dates import moment
from portal.web.shared.router import Router
from portal.web.shared.state import member, reading
from portal.web.workshop.draft_page import HERE

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/together", access=staff("author", "publisher"))


@router.get("")
def look(request: Request, draft: int) -> Response:
    # `read`: the revision that the page shows. The session is read only, so that a page left open does not keep it alive.
    read = request.query_params.get("read", "")
    with reading(request, member) as (installation, unit, signed):
        opened = open_draft(unit, signed, draft)
        names = others_here(installation, unit, signed, draft)
        saved = definition_drafts.others(unit, draft, signed.id)[:1] if read != str(opened.row.revision) else ()
    with installation.database.change() as unit:
        report_here(installation, unit, signed, draft)
    lines = [f"いま開いている人：{'、'.join(f'{name}さん' for name in names)}。"] if names else []
    lines += [f"{name}さんが{moment(from_micro(when))}に保存しました。開き直すと見えます。" for name, when in saved]
    return PlainTextResponse(" ".join(lines), headers={"Cache-Control": "no-store"})
