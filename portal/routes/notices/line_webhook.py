"""Authenticated by the signature over the body."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import BadRequest, ForgedPost, NotFound, required
from portal.services.my_cases.talk_by_line import talk_by_line
from portal.services.notices.line_webhook import receive_line_event
from portal.web.shared.access import system
from portal.web.shared.raw_body import Raw
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", access=system())


@router.post("/line/webhook")
def webhook(request: Request, body: Raw) -> Response:
    """200 once the events are stored; LINE redelivers after any other status."""
    installation = installation_of(request)
    if installation.webhooks is None:
        raise NotFound("line")
    if not installation.webhooks.genuine(body, request.headers.get("x-line-signature", "")):
        raise ForgedPost("signature")
    events = required(installation.webhooks.events(body), BadRequest("webhook"))
    with installation.database.change() as unit:
        for event in events:
            talked = installation.settings.line_talk == "on" and talk_by_line(installation, unit, event)
            if not talked:
                receive_line_event(installation, unit, event)
    return JSONResponse({}, headers={"Cache-Control": "no-store"})
