"""What was sent when a session of staff had ended: shown after they have signed in again, sent once more or thrown away."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from portal.services.keep_desk_post import kept_desk_posts_of
from portal.store import kept_desk_posts
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/staff/kept")


@router.get("")
def show(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        kept = kept_desk_posts_of(installation, unit, signed)
        unit.commit()
    return render(request, "pages/staff_kept/kept.html", {"kept": kept})


@router.post("")
def settle(request: Request, posted: Post) -> Response:
    """`kept-drop` throws it away; else the browser sends the same form to the address that it was meant for (307). What is not
    there (sent from another window, somebody else's) leads back to what is."""
    installation, path = installation_of(request), first(posted, "kept-path")
    with installation.database.write() as unit:
        signed = member(request, unit)
        there = kept_desk_posts.remove(unit, signed.id, path)
        unit.commit()
    if "kept-drop" in posted or not there:
        return see(request, "/staff/kept")
    return RedirectResponse(path, status_code=307, headers={"Cache-Control": "no-store"})
