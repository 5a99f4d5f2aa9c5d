"""The demo's mailbox: what left by mail, for whoever tries the service out; and the way to the practice telephone. Never
in production."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.installation import Installation
from portal.web.page import render, see
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/mock")


def _practice(request: Request) -> Installation:
    installation = installation_of(request)
    if installation.settings.env == "production":
        raise NotFound("mock")
    return installation


@router.get("/mail")
def mailbox(request: Request) -> Response:
    box = _practice(request).mailbox
    mails = list(reversed(box.received())) if box is not None else []
    return render(request, "pages/mock_mail/mailbox.html", {"mails": mails, "there": box is not None})


@router.get("/line")
def telephone(request: Request) -> Response:
    """On the mock's own port, as in the world."""
    return see(request, f"{_practice(request).settings.mock_base_url}/line")
