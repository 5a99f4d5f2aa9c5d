"""The demo's mailbox. Never in production."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.shared.installation import Installation
from portal.web.shared.access import anyone
from portal.web.shared.page import render, see
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", prefix="/mock", access=anyone())


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
    return see(request, f"{_practice(request).settings.mock_base_url}/line")
