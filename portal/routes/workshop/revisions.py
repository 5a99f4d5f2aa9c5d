"""What a revised file changes for us."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest, NotFound
from portal.services.workshop.begin_draft import begin_next
from portal.services.workshop.find_revision import Revision, find_revision
from portal.store.procedures import definitions
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading
from portal.web.workshop.draft_page import HERE

router = Router("staff", prefix=f"{HERE}/procedures/{{procedure}}/revision")


def _found(request: Request, procedure: str) -> tuple[Revision | None, str, bool]:
    # And the title, and whether the member may write. Read but for those who may see it.
    with reading(request) as (installation, unit):
        signed, row = member(request, unit), definitions.newest_of(unit, procedure)
        current = installation.catalogue.version(unit, row.meaning) if row is not None else None
        if current is None or not signed.may("make procedures", current.duty):
            raise NotFound(procedure)
    return find_revision(installation, procedure), current.title, signed.may("write procedures", current.duty)


@router.get("", access=staff("author", "publisher"))
def show(request: Request, procedure: str) -> Response:
    revision, title, may_write = _found(request, procedure)
    context = {"revision": revision, "title": title, "may_write": may_write, "here": f"{HERE}/procedures/{procedure}"}
    return render(request, "pages/workshop/revision.html", context)


@router.post("", access=staff("author"))
def begin(request: Request, procedure: str, posted: Post) -> Response:
    installation, (revision, _, _) = installation_of(request), _found(request, procedure)
    if revision is None:
        raise BadRequest("revision")
    with installation.database.change() as unit:
        begun = begin_next(installation, unit, member(request, unit), revision.source)
    return see(request, f"{HERE}/drafts/{begun.draft_id}/difference")
