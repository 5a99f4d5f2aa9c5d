"""The interview of a visit: every procedure of it on one screen, saved as it grows, registered in one act."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.ask_reception import PLACE
from portal.services.ask_visitor import Overruled, overruled
from portal.services.installation import Installation
from portal.services.interview import Interview, open_interview, read_interview, save_interview
from portal.services.note_protected import Looked, asking_register
from portal.services.receive_paper import take_brought
from portal.services.register_interview import FULL, ROOM, Registered, register_interview
from portal.services.rights import Member
from portal.services.settle_numbers import settle_numbers
from portal.services.visit_facts import facts_of
from portal.services.visits import Visit
from portal.web.ask_on_screen import ask_on_screen
from portal.web.cookies import read_cookie, set_cookie
from portal.web.counter_visit import PLACE_COOKIE, opened_visit
from portal.web.find_towns import search_of
from portal.web.interview_screen import SHOWN, interview_screen, prefix_of, read_parts
from portal.web.page import render, see
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.source_words import told_by_words
from portal.web.state import installation_of
from portal.web.visitor_asks import said_words, shown_said, visitor_asks, without_said

router = Router(prefix="/counter/visits/{visit}/interview")
_ROWS = ("add", "person", "people", "gone", "remove")  # acts that change rows
ACT, REVISION, BROUGHT, SAID = "screen-act", "screen-revision", "screen-brought", "screen-said"


def _open(request: Request, unit: Unit, visit: str) -> tuple[Member, Interview]:
    """The interview; whoever does not serve them and looks is recorded."""
    installation = installation_of(request)
    signed, found = opened_visit(request, unit, visit)
    facts = facts_of(installation, found.row)
    return signed, open_interview(installation, unit, signed, found, facts, read_cookie(request, PLACE_COOKIE))


@router.get("")
def show(request: Request, visit: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, interview = _open(request, unit, visit)
        unit.commit()
    if not interview.parts:
        return see(request, f"/counter/visits/{visit}")
    return _screen(request, installation, interview, going=request.query_params.get("remove", ""))


def _screen(
    request: Request, installation: Installation, interview: Interview, *, search: str = "", going: str = "",
    told: str = "", said: Sequence[Overruled] = (), revision: str = "", brought: Sequence[str] = (), status: int = 200,
) -> Response:  # fmt: skip
    """`told`: why nothing was stored or registered (`overtaken`, `said`, `refused`, or as `register_interview` says); `said`: what the visitor
    answered otherwise meanwhile; `going`: the row that is asked about before it goes; `revision`: of the page that asked, where nothing was
    saved."""
    screen = interview_screen(installation, interview, search)
    rows = [one for form in screen.forms for one in form.sections if one.section.row]
    context = {
        "screen": screen, "visit": interview.visit, "people": [(one.called, told_by_words(one.sources)) for one in interview.facts.people], "told": told, "brought": brought,
        "others": len(interview.others), "revision": revision or f"{interview.known}:{interview.revision}",
        "said": said_words(installation, interview, said), "shown_said": shown_said(interview),
        "asks": visitor_asks(interview, screen), "said_mark": interview.said,
        "going": next((one for one in rows if going and one.section.row == f"remove.{going}"), None),
    }  # fmt: skip
    return render(request, "pages/counter/interview.html", context, status=status)


@router.post("")
def save(request: Request, visit: str, posted: Post) -> Response:
    """Looks a postal code up, saves, or registers all of it. Commits, then answers; pressed twice it leads to the visit that there is."""
    return asking_register(installation_of(request), lambda looked: _save(request, visit, posted, looked))


def _save(request: Request, visit: str, posted: Posted, looked: Looked) -> Response:
    installation = installation_of(request)
    act, search, brought = first(posted, ACT), search_of(posted), posted.get(BROUGHT, ())
    with installation.database.write() as unit:
        signed, stored = _open(request, unit, visit)
        if not stored.parts:
            unit.commit()
            return see(request, f"/counter/visits/{visit}")
        known, _, revision = first(posted, REVISION).partition(":")
        interview = _read(installation, stored, posted, act, fresh=(known, revision) == (stored.known, stored.revision))
        if search:
            return _screen(
                request, installation, interview, search=search, revision=first(posted, REVISION), brought=brought
            )
        said = overruled(stored, interview) if known != stored.known else ()
        if revision != stored.revision or said:
            told = "said" if said else "overtaken"
            return _screen(request, installation, interview, told=told, said=said, brought=brought, status=409)
        interview = settle_numbers(installation, unit, signed, interview)
        done = register_interview(installation, unit, signed, interview, looked) if act == "register" else None
        if done is None or done.why not in (FULL, ROOM):
            _keep(installation, unit, signed, interview, done, brought)
            unit.commit()
    if done is not None:
        return _registered(request, installation, interview, done, brought)
    asks = act == "ask" and ask_on_screen(request, visit)
    # Where rows were changed it leads on: loaded again, the same would be sent once more.
    mistaken = act.partition(".")[0] not in _ROWS and any(one.entry.mistaken for one in interview.parts)
    if brought or mistaken:
        return _screen(request, installation, _again(request, visit), brought=brought, status=422)
    if act == "ask" and not asks:  # no device yet, or it was pressed at this moment: its page says what can be done
        return see(request, f"/counter/visits/{visit}/screen")
    return see(request, _leads(visit, interview, act))


def _read(installation: Installation, stored: Interview, posted: Posted, act: str, *, fresh: bool) -> Interview:
    """`fresh`: the page knew all that is known and stored. What a card has told since, or another screen has saved, is not emptied by a page
    that did not show it."""
    boxes, names = read_parts(stored, posted, first(posted, SHOWN).split())
    if not fresh:
        names = without_said(names, boxes, first(posted, SAID))
        names = [
            frozenset(
                name
                for name in own
                if any(
                    value
                    for box, values in part.items()
                    if box == name or box.startswith(f"{name}.")
                    for value in values
                )
            )
            for part, own in zip(boxes, names, strict=True)
        ]
    return read_interview(installation, stored, boxes, names, act)


def _keep(
    installation: Installation, unit: Unit, signed: Member, interview: Interview, done: Registered | None,
    brought: Sequence[str],
) -> None:  # fmt: skip
    if done is None or not done.numbers:
        save_interview(installation, unit, interview)
        return
    for at, part in enumerate(interview.parts):
        start = f"{prefix_of(at)}:"
        papers = [one.removeprefix(start) for one in brought if one.startswith(start)]
        take_brought(installation, unit, signed, done.numbers[part.draft.id], papers)


def _registered(
    request: Request, installation: Installation, interview: Interview, done: Registered, brought: Sequence[str]
) -> Response:  # fmt: skip
    visit: Visit = interview.visit
    if done.numbers:
        response = see(request, f"/counter/visits/{visit.id}")
        place = interview.parts[0].entry.reception.answers[PLACE]
        set_cookie(request, response, PLACE_COOKIE, place, days=365)
        return response
    if done.why in (FULL, ROOM):
        return _screen(request, installation, interview, told=done.why, brought=brought, status=409)
    return _screen(request, installation, _again(request, visit.id), told="refused", brought=brought, status=422)


def _again(request: Request, visit: str) -> Interview:
    """As it was just stored."""
    with installation_of(request).database.write() as unit:
        _, interview = _open(request, unit, visit)
        unit.commit()
    return interview


def _leads(visit: str, interview: Interview, act: str) -> str:
    here = f"/counter/visits/{visit}/interview"
    what, _, rest = act.partition(".")
    at, _, where = rest.partition(".")
    if act == "park":
        return f"/counter/visits/{visit}"
    if what == "remove" and at.isdecimal() and int(at) < len(interview.parts):
        rows, _, number = where.rpartition(".")
        if number in interview.parts[int(at)].entry.path.rows.get(rows, ()):  # something is written in it: asked first
            return f"{here}?remove={rest}"
    if what in _ROWS and at.isdecimal():
        rows = where if what in ("add", "people") else where.rpartition(".")[0]
        return f"{here}#section-p{at}-{rows.replace('.', '-')}"
    return here
