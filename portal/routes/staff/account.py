"""A member's passkeys and sessions."""

from fastapi import Request
from fastapi.responses import Response

from portal.clock import TOKYO, from_micro
from portal.db import Unit
from portal.errors import SignInFailed
from portal.services.residents.fresh_sign_in import MAKE_ONE, is_fresh
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session, sessions_of
from portal.services.shared.write_audit import write_audit
from portal.services.staff.passkeys import ask_to_make, make_passkey, may_have, remove_passkey
from portal.store.residents import sessions
from portal.store.staff import staff_passkeys
from portal.web.shared.access import any_staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import browser_of, changing, installation_of, member, reading, writing

router = Router("staff", prefix="/staff/account", access=any_staff())
_HERE = "/staff/account"


@router.get("")
def show(request: Request) -> Response:
    with reading(request, member) as (_, unit, signed):
        return _page(request, unit, signed)


def _page(request: Request, unit: Unit, signed: Member, problem: str = "", name: str = "") -> Response:
    installation, session = installation_of(request), _session(request)
    context = {
        "problem": problem,
        "name": name,
        "keys": [
            {"id": row.id, "name": row.name, "made": _time(row.made_at), "used": row.used_at and _time(row.used_at)}
            for row in staff_passkeys.of_staff(unit, signed.id)
        ],
        "may": may_have(installation.settings, unit, signed),
        "fresh": is_fresh(installation, session, MAKE_ONE),
        "minutes": installation.settings.fresh_minutes,
        "places": [
            {"since": _time(row.made_at), "seen": _time(row.seen_at), "here": row.token_hash == session.token_hash}
            for row in sessions_of(installation, unit, signed.id)
        ],
    }
    return render(request, "pages/staff_account/account.html", context, wrong=problem)


def _session(request: Request) -> Session:
    session: Session = request.state.staff_session
    return session


def _time(micro: int) -> object:
    return from_micro(micro).astimezone(TOKYO)


@router.get("/passkeys/options")
def options(request: Request) -> Response:
    with changing(request, member) as (installation, unit, signed):
        asked = ask_to_make(installation, unit, signed, _session(request), browser_of(request))
    return Response(asked, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/passkeys")
def add(request: Request, posted: Post) -> Response:
    name = " ".join(first(posted, "name").split())[:60]
    with writing(request, member) as (installation, unit, signed):
        if not name:
            return _page(request, unit, signed, "empty")
        try:
            make_passkey(
                installation, unit, signed, _session(request), first(posted, "credential"), name, browser_of(request)
            )
        except SignInFailed as failed:
            write_audit(installation, unit, signed.actor, "fail to add passkey", detail=failed.code)
            return _page(request, unit, signed, "failed", name)
        finally:
            unit.commit()  # the challenge is used up, whatever the response
    return see(request, _HERE)


@router.post("/passkeys/{passkey:row_number}/remove")
def remove(request: Request, passkey: int, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        remove_passkey(installation, unit, member(request, unit), passkey)
    return see(request, _HERE)


@router.post("/sign-out-elsewhere")
def sign_out_elsewhere(request: Request, _posted: Post) -> Response:
    with changing(request, member) as (installation, unit, signed):
        session = _session(request)
        ended = sessions.end_others(unit, signed.id, session.token_hash)
        write_audit(installation, unit, signed.actor, "sign out elsewhere", detail=str(ended))
    return see(request, _HERE)
