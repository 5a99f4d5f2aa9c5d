"""A resident's page for signing in with LINE: linked by a press, ended by a press."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.residents.link_line import is_linked, link_line, may_link, unlink_line
from portal.services.residents.sign_in_line import LINKING, round_trip_to_link
from portal.services.shared.sessions import LINE, MAIL, Session
from portal.store.residents import contacts
from portal.web.filing.who_files import filer
from portal.web.residents import round_trip as trips
from portal.web.shared.access import signed_in
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, resident_actor
from portal.web.shared.words import words

_NOTICES = f"{LINKING}?notices"  # where an attempt leads on to, if notices are wanted as well
_DID = frozenset({"linked", "unlinked"})
router = Router("resident", prefix=LINKING, access=signed_in())


def _person(request: Request, unit: Unit) -> Session:
    """Raises NotFound for companies and guests."""
    session = filer(request, unit, looks=True)
    if installation_of(request).account_provider is None or session.realm not in ("resident", MAIL, LINE):
        raise NotFound("line")
    return session


@router.get("")
def show(request: Request) -> Response:
    with reading(request, _person) as (installation, unit, session):
        linked = is_linked(unit, session.person_id or "")
        recent = linked or may_link(installation, session)
        channel = [row for row in contacts.of_person(unit, session.person_id or "") if row.channel == "line"]
    did, account = request.query_params.get("did", ""), installation.settings.line_account
    context = {
        "linked": linked,
        "recent": recent,
        "minutes": installation.settings.fresh_minutes,
        "notices": installation.messenger is not None,
        "unreached": bool(channel) and channel[0].state == "bad",
        "account": account,
        "friend": f"https://line.me/R/ti/p/{account}" if account else "",
        "by_card": session.realm == "resident",
        "flash": words(language_of(request))[f"line.did.{did}"] if did in _DID else None,
    }
    return render(request, "pages/line/account.html", context)


@router.post("")
def begin(request: Request, posted: Post) -> Response:
    """The next press leads to LINE: CSP `form-action 'self'` blocks a post that redirects to another origin."""
    with reading(request, _person) as (installation, unit, session):
        if is_linked(unit, session.person_id or "") or not may_link(installation, session, sending=True):
            return see(request, LINKING)
    trip = round_trip_to_link(installation, session.person_id or "")
    address = trips.address_of(request, trip, _NOTICES if first(posted, "notices") else LINKING)
    return render(request, "pages/line/leave.html", {"address": address})


@router.get("/callback", returns=True)
def receive_callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    with reading(request) as (installation, unit):
        session = _person(request, unit)
    person_id = session.person_id or ""
    after, assertion = trips.finish_round_trip(request, round_trip_to_link(installation, person_id), state, code, error)
    with installation.database.change() as unit:
        link_line(
            installation, unit, resident_actor(request, session), person_id, assertion,
            notices=after == _NOTICES, language=language_of(request),
        )  # fmt: skip
    return see(request, f"{LINKING}?did=linked")


@router.get("/unlink")
def ask_unlink(request: Request) -> Response:
    with reading(request, _person) as (_, unit, session):
        if not is_linked(unit, session.person_id or ""):
            return see(request, LINKING)
    return render(request, "pages/line/unlink.html", {"by_line": session.realm == LINE})


@router.post("/unlink")
def unlink(request: Request, _posted: Post) -> Response:
    with changing(request, _person) as (installation, unit, session):
        unlink_line(installation, unit, resident_actor(request, session), session.person_id or "")
    # What LINE opened has ended with it.
    return see(request, "/" if session.realm == LINE else f"{LINKING}?did=unlinked")
