"""Where one is signed in; everywhere else is signed out by one press."""

from fastapi import Request
from fastapi.responses import Response

from portal.clock import TOKYO, from_micro
from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.residents.own_sign_ins import end_other_sign_ins, own_sign_ins
from portal.services.shared.sessions import Session
from portal.web.filing.who_files import reachable
from portal.web.shared.access import signed_in
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, resident_actor
from portal.web.shared.words import words

_HERE = "/applications/sign-ins"
router = Router("resident", prefix=_HERE, access=signed_in())


def _person(request: Request, unit: Unit) -> Session:
    """Raises SignInNeeded, also where LINE only looks: it ends nothing that a card began."""
    session = reachable(request, unit)
    if session.looks is not None:
        raise SignInNeeded("resident")
    return session


@router.get("")
def show(request: Request) -> Response:
    with reading(request, _person) as (_, unit, session):
        rows = own_sign_ins(installation_of(request), unit, session)
    context = {
        "places": [
            {
                "way": row.realm, "since": from_micro(row.made_at).astimezone(TOKYO),
                "seen": from_micro(row.seen_at).astimezone(TOKYO), "here": row.token_hash == session.token_hash,
            }
            for row in rows
        ],
        "flash": words(language_of(request))["sign_ins.did"] if request.query_params.get("did") == "ended" else None,
    }  # fmt: skip
    return render(request, "pages/sign_in/places.html", context)


@router.post("/end")
def end(request: Request, _posted: Post) -> Response:
    with changing(request, _person) as (installation, unit, session):
        end_other_sign_ins(installation, unit, resident_actor(request, session), session)
    return see(request, f"{_HERE}?did=ended")
