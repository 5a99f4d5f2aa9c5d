"""The clerk's side of a visitor's screen: its code, what is sent to it, what was said of it, and its end."""

import contextlib
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services import pair_screen, show_on_screen
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.screen_state import ScreenState, open_state
from portal.services.show_on_screen import WAITING, Shown, look, to_send
from portal.services.sign_by_reader import can_sign
from portal.services.visits import Visit, visit_of_counter
from portal.store import visitor_screens
from portal.store.visitor_screens import ScreenRow
from portal.web.ask_on_screen import ask_on_screen
from portal.web.clerk import clerk
from portal.web.counter_visit import opened_visit
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.qr import qr
from portal.web.router import Router
from portal.web.screen_mark import mark_of_screen
from portal.web.state import installation_of

router = Router(prefix="/counter/visits/{visit}/screen")
_ACT = "screen-act"
_PLACE = "/counter/screen"


@router.get("")
def show(request: Request, visit: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, found = opened_visit(request, unit, visit)
        context = _context(installation, unit, signed, found)
        unit.commit()
    return render(request, "pages/counter/visitor_screen.html", context)


def _context(installation: Installation, unit: Unit, signed: Member, visit: Visit) -> dict[str, Any]:
    row = visitor_screens.of_visit(unit, visit.id)
    code = pair_screen.code_of(installation, row) if row else ""
    place = f"{installation.settings.base_url}{_PLACE}"
    state = open_state(installation, visit.row, row) if row else ScreenState()
    return {
        "visit": visit,
        "serves": visit.row.ended_at is None and visit.row.parked_at is None,
        "place": place,
        "code": pair_screen.written(code),
        "qr": qr(f"{place}?code={code}") if code else "",
        "paired": row is not None and row.token_hash is not None,
        "shown": look(installation, unit, row, visit.row) if row else Shown(WAITING, "ja"),
        "sections": _said(installation, unit, state),
        "signed": state.signed,
        "veiled": bool(state.veiled),
        "sends": [_sent(installation, one) for one in to_send(installation, unit, signed, visit)],
        "mark": _mark(installation, unit, row, visit),
    }


def _sent(installation: Installation, draft: Draft) -> tuple[str, str, bool]:
    """Its id and title, and whether it is signed with a card here."""
    procedure = draft.procedure
    signs = can_sign(installation) and installation.signature_needed(procedure, installation.clock.today())
    return draft.id, procedure.title, signs


def _said(installation: Installation, unit: Unit, state: ScreenState) -> list[show_on_screen.ShownSection]:
    """What was said, also while the screen shows nothing: what has to be mended first."""
    sections, _ = show_on_screen.sections_of(installation, unit, state, "ja")
    return sorted(sections, key=lambda one: one.said != "wrong")


def _mark(installation: Installation, unit: Unit, row: ScreenRow | None, visit: Visit) -> str:
    return mark_of_screen(installation, unit, row, visit.row) if row else "0"


@router.get("/news")
def news(request: Request, visit: str) -> Response:
    """Does not count as work: a page that asks by itself must not keep a session alive. `said` is of the screen alone: the interview, which
    saves the drafts itself, asks about that."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        found = visit_of_counter(installation, unit, clerk(request, unit), visit)
        row = visitor_screens.of_visit(unit, found.id)
        told = {"mark": _mark(installation, unit, row, found), "said": str(row.mark) if row else "0"}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


@router.post("")
def press(request: Request, visit: str, posted: Post) -> Response:
    """The register is asked, whom it protects, while no unit is open."""
    installation, act = installation_of(request), first(posted, _ACT)
    with installation.database.write() as unit:
        signed, found = opened_visit(request, unit, visit)
        drafts = to_send(installation, unit, signed, found) if act == "send" else []
        unit.commit()
    if act == "ask":
        ask_on_screen(request, visit)
        return see(request, f"/counter/visits/{visit}/screen")
    veiled = show_on_screen.look_first(installation, drafts)
    with installation.database.write() as unit:
        signed, found = opened_visit(request, unit, visit)
        with contextlib.suppress(
            Conflict
        ):  # the visitor pressed at this moment, or the visit is over: the page says which
            _act(request, unit, signed, found, act, veiled)
            unit.commit()
    return see(request, f"/counter/visits/{visit}/screen")


def _act(request: Request, unit: Unit, signed: Member, visit: Visit, act: str, veiled: frozenset[str]) -> None:
    """Conflict."""
    installation = installation_of(request)
    match act:
        case "code":
            pair_screen.offer_code(installation, unit, signed, visit)
        case "send":
            session = request.state.staff_session.token_hash
            show_on_screen.send(installation, unit, signed, visit, session, veiled)
        case "hide":
            show_on_screen.hide(unit, visit)
        case "end":
            pair_screen.let_go(installation, unit, signed, visit)
