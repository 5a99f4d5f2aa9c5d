"""Records refused sign-ins, signatures and cards."""

from fastapi import Request

from portal.logs import log
from portal.services.shared.write_audit import Actor, write_audit
from portal.web.shared.state import changing, place_of, resident_actor


def record_refusal(request: Request, act: str, code: str) -> None:
    """Outside a unit. ASVS 5 16.3.1: also failed authentications are recorded."""
    log.warning(act, code=code)
    with changing(request) as (installation, unit):
        write_audit(installation, unit, _actor(request), act, detail=code)


def _actor(request: Request) -> Actor:
    member, person = getattr(request.state, "staff", None), getattr(request.state, "person", None)
    if member is not None:
        return Actor("staff", member.login, place=member.place)
    if person is not None:
        return resident_actor(request, person)
    path = request.url.path
    if path.startswith("/staff"):
        return Actor("staff", "unknown login", place=place_of(request))
    return Actor("machine" if path.startswith("/oauth") else "resident", "unknown", place=place_of(request))
