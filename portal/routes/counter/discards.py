"""Discards a visit, restorable for a day."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.counter.discard_at_counter import discard_at_counter, restore_at_counter
from portal.web.shared.access import staff
from portal.web.shared.page import see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/counter/drafts/{draft}", access=staff("clerk", "reviewer"))


@router.post("/discard")
def discard(request: Request, draft: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        kept = discard_at_counter(installation, unit, member(request, unit), draft)
    return see(request, f"/counter?discarded={draft}" if kept else "/counter")


@router.post("/restore")
def restore(request: Request, draft: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        restore_at_counter(installation, unit, member(request, unit), draft)
    return see(request, f"/counter/drafts/{draft}")
