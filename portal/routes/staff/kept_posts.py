"""To send again or discard."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from portal.services.desk.queue.keep_desk_post import kept_desk_posts_of
from portal.store.desk import kept_desk_posts
from portal.web.shared.access import any_staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/staff/kept", access=any_staff())


@router.get("")
def show(request: Request) -> Response:
    with changing(request, member) as (installation, unit, signed):
        kept = kept_desk_posts_of(installation, unit, signed)
    return render(request, "pages/staff_kept/kept.html", {"kept": kept})


@router.post("")
def settle(request: Request, posted: Post) -> Response:
    """`kept-drop` discards; otherwise a 307 makes the browser send it to its original URL."""
    path = first(posted, "kept-path")
    with changing(request, member) as (_, unit, signed):
        existed = kept_desk_posts.remove(unit, signed.id, path)
    if "kept-drop" in posted or not existed:
        return see(request, "/staff/kept")
    return RedirectResponse(path, status_code=307, headers={"Cache-Control": "no-store"})
