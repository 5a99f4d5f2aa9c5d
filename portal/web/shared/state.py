# Cookies are HttpOnly and SameSite=Lax: the return from the card provider is a cross-site navigation. Sessions are read
# in the route's unit: a dependency with a connection would deadlock.

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Protocol, TypeVar, cast, overload

from fastapi import Request, Response

from portal.db import Unit
from portal.errors import NotAllowed, SignInNeeded, required
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.desk.queue.kept_hour import KeptHour
from portal.services.desk.queue.open_answers import OpenAnswers
from portal.services.desk.queue.open_figures import OpenFigures, Quarter
from portal.services.procedures.board import Board
from portal.services.procedures.finder import Finder
from portal.services.residents.sign_in_company import member_actor
from portal.services.shared.codes import new_token
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member, member_of
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from portal.services.staff.declare_disaster import declared_disaster
from portal.services.staff.telework import is_outside, narrowed
from portal.store.staff import disasters, staff_absences, staff_members
from portal.store.together import together

Who = TypeVar("Who")

BROWSER = "browser"  # a secret of this browser that binds forms and provider trips to it
RESIDENT = "resident"
STAFF = "staff"
DEVICE = "device"  # the members of staff who have signed in from this browser; gives access to nothing
TYPED = "typed"  # half of the key to what staff typed in this browser and did not send (D209); ends with sign-out
VISITOR = "visitor"  # the counter screen that shows one visit to the visitor; not a sign-in
LANGUAGE = "language"
FURIGANA = "furigana"  # "off": やさしい日本語 without readings
CORRECTION = "correction"  # the correction letter that this browser has opened
WAITED = "waited"  # when this browser comes again, having been asked to wait (D275)
INVITATION = "invitation"  # the invitation letter that this browser has opened, during the card sign-in
_FILES = (".pdf", ".csv", ".xlsx", ".zip")


def installation_of(request: Request) -> Installation:
    installation: Installation = request.app.state.installation
    return installation


class Opening(Protocol):
    # A unit of work for a page. `who` reads the session in it, as `member` does.

    @overload
    def __call__(self, request: Request) -> AbstractContextManager[tuple[Installation, Unit]]: ...
    @overload
    def __call__(
        self, request: Request, who: Callable[[Request, Unit], Who]
    ) -> AbstractContextManager[tuple[Installation, Unit, Who]]: ...


def _opening(method: str) -> Opening:
    @contextmanager
    def opened(request: Request, *who: Callable[[Request, Unit], Any]) -> Iterator[Any]:
        installation = installation_of(request)
        with getattr(installation.database, method)() as unit:
            yield installation, unit, *(read(request, unit) for read in who)

    return cast("Opening", opened)


writing = _opening("write")  # for pages that may leave nothing behind: what they do not commit is rolled back
changing = _opening("change")  # committed at the end, unless something was raised
reading = _opening("read")


def board_of(request: Request) -> Board:
    board: Board = request.app.state.board
    return board


def neighbours_of(request: Request) -> Neighbours:
    neighbours: Neighbours = request.app.state.neighbours
    return neighbours


def finder_of(request: Request) -> Finder:
    finder: Finder = request.app.state.finder
    return finder


def open_figures_of(request: Request) -> KeptHour[Quarter, OpenFigures]:
    figures: KeptHour[Quarter, OpenFigures] = request.app.state.open_figures
    return figures


def open_answers_of(request: Request) -> KeptHour[tuple[str, Quarter], OpenAnswers]:
    """By meaning of a procedure and quarter."""
    answers: KeptHour[tuple[str, Quarter], OpenAnswers] = request.app.state.open_answers
    return answers


@dataclass(frozen=True)
class StartOver:
    """`begin`: with True, the city that was put aside comes back."""

    begin: Callable[[bool], None]
    has_former: bool
    city: str = field(default_factory=token_hex)  # what the forms drawn in it name


def start_over_of(request: Request) -> StartOver | None:
    """None except in a demo that made its own city."""
    start_over: StartOver | None = request.app.state.start_over
    return start_over


def place_of(request: Request) -> str:
    """uvicorn trusts only configured proxies."""
    return request.client.host if request.client else ""


def is_page(request: Request) -> bool:
    """A person who follows a link: no picture, script or form. Old browsers do not send the destination."""
    to = request.headers.get("sec-fetch-dest") or (
        "document" if "text/html" in request.headers.get("accept", "") else ""
    )
    return request.method == "GET" and to == "document"


def _name(request: Request, cookie: str) -> str:
    # `__Host-` refuses cookies of sibling hosts; requires TLS.
    return f"__Host-{cookie}" if request.app.state.secure else f"kakanai_{cookie}"


def read_cookie(request: Request, cookie: str) -> str:
    return request.cookies.get(_name(request, cookie), "")


def set_cookie(request: Request, response: Response, cookie: str, value: str, *, days: int = 0) -> None:
    """`days` 0: a session cookie."""
    response.set_cookie(
        _name(request, cookie), value, max_age=days * 86400 or None, path="/", httponly=True, samesite="lax",
        secure=request.app.state.secure,
    )  # fmt: skip


def drop_cookie(request: Request, response: Response, cookie: str) -> None:
    response.delete_cookie(
        _name(request, cookie), path="/", httponly=True, samesite="lax", secure=request.app.state.secure
    )


def browser_of(request: Request) -> str:
    sent = read_cookie(request, BROWSER)
    if sent:
        return sent
    if not hasattr(request.state, "new_browser"):
        request.state.new_browser = new_token()
    new: str = request.state.new_browser
    return new


def keep_browser(request: Request, response: Response) -> None:
    if hasattr(request.state, "new_browser"):
        set_cookie(request, response, BROWSER, request.state.new_browser)


def resident_or_none(request: Request, unit: Unit) -> Session | None:
    session = find_session(installation_of(request), unit, "resident", read_cookie(request, RESIDENT))
    request.state.person = session
    return session


def resident(request: Request, unit: Unit) -> Session:
    """Raises SignInNeeded."""
    return required(resident_or_none(request, unit), SignInNeeded("resident"))


def resident_actor(request: Request, session: Session) -> Actor:
    if session.seat is not None:
        return member_actor(session.person_id or "", session.seat.member_id, place_of(request))
    return Actor("resident", session.person_id or "", place=place_of(request))


def member(request: Request, unit: Unit) -> Member:
    """With today's rights. Raises SignInNeeded; NotAllowed if none opens the page for any duty."""
    installation = installation_of(request)
    session = required(find_session(installation, unit, "staff", read_cookie(request, STAFF)), SignInNeeded("staff"))
    today = installation.clock.today().isoformat()
    with together(unit) as ahead:
        if session.staff_id is not None:
            staff_members.by_id(ahead, session.staff_id)
            staff_members.rights(ahead, session.staff_id, today)
        disasters.in_force(ahead, today)
        staff_absences.from_day_on(ahead, today)
    signed = member_of(installation.clock, unit, session, place_of(request))
    if is_outside(installation.settings, signed.place):
        signed, request.state.outside = narrowed(signed), True
    request.state.staff = signed
    request.state.staff_session = session
    if request.url.path.startswith(("/counter", "/desk")):
        request.state.disaster = declared_disaster(installation.clock, unit)
    request.scope["route"].access.demand(signed)
    if request.url.path.endswith(_FILES):
        demand_inside(request)
    return signed


def demand_inside(request: Request) -> None:
    """Before a file is made and recorded: outside, the router lets none leave. Raises NotAllowed."""
    if getattr(request.state, "outside", False):
        raise NotAllowed("outside")


def reviewer(request: Request, unit: Unit) -> Member:
    installation = installation_of(request)
    signed = member(request, unit)
    signed.demand_duties("review", installation.city.duties)
    return signed
