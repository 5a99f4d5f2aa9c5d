"""Where LINE posts what its users do. No cookie and no form token: LINE's signature over the body is the proof."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import BadRequest, ForgedPost, NotFound
from portal.services.hear_line import hear_line
from portal.web.raw_body import Raw
from portal.web.router import Router
from portal.web.state import installation_of

router = Router()


@router.post("/line/webhook")
def webhook(request: Request, body: Raw) -> Response:
    """200 once it is stored: what is answered otherwise, LINE tells again."""
    installation = installation_of(request)
    if installation.webhooks is None:
        raise NotFound("line")
    if not installation.webhooks.genuine(body, request.headers.get("x-line-signature", "")):
        raise ForgedPost("signature")
    events = installation.webhooks.events(body)
    if events is None:
        raise BadRequest("webhook")
    with installation.database.write() as unit:
        for event in events:
            hear_line(installation, unit, event)
        unit.commit()
    return JSONResponse({}, headers={"Cache-Control": "no-store"})
