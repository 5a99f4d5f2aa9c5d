"""A visit that was left unfinished: thrown away, and had back for a day."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.discard_at_counter import discard_at_counter, restore_at_counter
from portal.web.page import see
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/counter/drafts/{draft}")


@router.post("/discard")
def discard(request: Request, draft: str, _posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        kept = discard_at_counter(installation, unit, member(request, unit), draft)
        unit.commit()
    return see(request, "/counter?discarded" if kept else "/counter")


@router.post("/restore")
def restore(request: Request, draft: str, _posted: Post) -> Response:
    """Back onto the screen, as it was left."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        restore_at_counter(installation, unit, member(request, unit), draft)
        unit.commit()
    return see(request, f"/counter/drafts/{draft}")
