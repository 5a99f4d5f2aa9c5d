"""The card on a counter's reader. For the script of the counter's screen alone: it carries our question to the agent on the clerk's
computer, and the agent's answer back. Without it the clerk types, as ever."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from integrations.card_socket import CardUse
from portal.db import Unit
from portal.errors import SignInFailed
from portal.logs import log
from portal.services.drafts import Draft, draft_of_counter
from portal.services.rights import Member
from portal.services.use_card import (
    ask_face,
    ask_proof,
    card_agent,
    judge_proof,
    take_face,
    take_proof,
    use_up,
    whose_proof,
)
from portal.web.cookies import STAFF, read_cookie
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of, place_of

router = Router(prefix="/counter/drafts/{draft}/card")
_NO_STORE = {"Cache-Control": "no-store"}


@router.post("/ask")
def ask(request: Request, draft: str, posted: Post) -> Response:
    """JSON: the number of the question, and the address at the agent that it is posted to."""
    about = ask_proof if _proves(posted) else ask_face
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, found = _visit(request, unit, draft)
        number, address = about(installation, unit, found.id, read_cookie(request, STAFF), place_of(request))
        unit.commit()
    return JSONResponse({"number": number, "address": address}, headers=_NO_STORE)


@router.post("")
def take(request: Request, draft: str, posted: Post) -> Response:
    """What the agent said. 204, or JSON with the code of why it was not taken."""
    installation, number = installation_of(request), first(posted, "number")
    try:
        with installation.database.write() as unit:
            _visit(request, unit, draft)
            try:
                attempt = use_up(installation, unit, draft, read_cookie(request, STAFF), number)
            finally:
                unit.commit()  # whatever the answer is
        answer = first(posted, "answer")
        proved = judge_proof(installation, draft, attempt, number, answer) if _proves(posted) else None
        whose = whose_proof(installation, proved) if proved else None
        with installation.database.write() as unit:
            signed, found = _visit(request, unit, draft)
            if proved is None:
                take_face(installation, unit, found, number, answer, signed.actor)
            else:
                take_proof(installation, unit, found, proved, whose, signed.actor)
            unit.commit()
    except SignInFailed as failed:
        log.warning("read card", code=failed.code)
        return JSONResponse({"error": failed.code}, 422, headers=_NO_STORE)
    return Response(status_code=204, headers=_NO_STORE)


def _proves(posted: Posted) -> bool:
    """Whether the card is to be proved, or only read."""
    return first(posted, "use") == CardUse.PROVE


def _visit(request: Request, unit: Unit, draft: str) -> tuple[Member, Draft]:
    """NotFound where no reader is used here, or there is no such visit."""
    installation = installation_of(request)
    card_agent(installation)
    signed = member(request, unit)
    return signed, draft_of_counter(installation, unit, signed, draft)
