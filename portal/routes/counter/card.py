"""Requests to the reader's agent, and its responses."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from integrations.sockets.card_socket import CardUse
from portal.db import Unit
from portal.errors import SignInFailed
from portal.services.counter.use_card import (
    ask_face,
    ask_proof,
    card_agent,
    judge_proof,
    take_face,
    take_proof,
    use_up,
    whose_proof,
)
from portal.services.filing.drafts import Draft, draft_of_counter
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.shared.rights import Member
from portal.web.shared.access import staff
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, changing, installation_of, member, place_of, read_cookie

router = Router("staff", prefix="/counter/drafts/{draft}/card", access=staff("clerk", "reviewer"))
_NO_STORE = {"Cache-Control": "no-store"}


@router.post("/ask")
def ask(request: Request, draft: str, posted: Post) -> Response:
    """JSON: the request's number and the agent URL."""
    about = ask_proof if _proves(posted) else ask_face
    with changing(request) as (installation, unit):
        _, saved_draft = _visit(request, unit, draft)
        number, address = about(installation, unit, saved_draft.id, read_cookie(request, STAFF), place_of(request))
    return JSONResponse({"number": number, "address": address}, headers=_NO_STORE)


@router.post("")
def take(request: Request, draft: str, posted: Post) -> Response:
    """204, or JSON with a reason code."""
    installation, number = installation_of(request), first(posted, "number")
    try:
        with installation.database.write() as unit:
            _visit(request, unit, draft)
            try:
                attempt = use_up(installation.clock, unit, draft, read_cookie(request, STAFF), number)
            finally:
                unit.commit()  # the request is used up, whatever the response is
        answer = first(posted, "answer")
        proved = judge_proof(installation, draft, attempt, number, answer) if _proves(posted) else None
        whose = whose_proof(installation, proved) if proved else None

        def keep(looked: Looked) -> None:
            with installation.database.change() as unit:
                signed, saved_draft = _visit(request, unit, draft)
                if proved is None:
                    take_face(installation, unit, saved_draft, number, answer, signed.actor, looked)
                else:
                    take_proof(installation, unit, saved_draft, proved, whose, signed.actor)

        asking_register(installation.register, keep)
    except SignInFailed as failed:
        record_refusal(request, "fail to read card", failed.code)
        return JSONResponse({"error": failed.code}, 422, headers=_NO_STORE)
    return Response(status_code=204, headers=_NO_STORE)


def _proves(posted: Posted) -> bool:
    return first(posted, "use") == CardUse.PROVE


def _visit(request: Request, unit: Unit, draft: str) -> tuple[Member, Draft]:
    installation = installation_of(request)
    card_agent(installation.card_agent)
    signed = member(request, unit)
    return signed, draft_of_counter(installation, unit, signed, draft)
