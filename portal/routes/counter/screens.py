"""The clerk's side of a visitor's screen."""

import contextlib
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.clock import from_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.counter import visitor_screen_pairing, visitor_screen_sections
from portal.services.counter.move_visit import resume_visit
from portal.services.counter.sign_by_reader import can_sign
from portal.services.counter.visitor_screen_sections import WAITING, Shown, look, to_send
from portal.services.counter.visitor_screen_state import ScreenState, open_state
from portal.services.counter.visits import Visit, visit_of_counter
from portal.services.filing.drafts import Draft
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.counter import visitor_screens
from portal.store.counter.visitor_screens import ScreenRow
from portal.web.counter.clerk import clerk
from portal.web.counter.visit import opened_visit
from portal.web.counter.visitor_screen_asking import ask_on_screen, send_to_screen
from portal.web.counter.visitor_screen_mark import mark_of_screen
from portal.web.counter.window_screen import remember_window_screen, take_window_screen, visit_with_window_screen
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.qr import qr
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading

router = Router("staff", prefix="/counter/visits/{visit}/screen", access=staff("clerk", "reviewer"))
_ACT = "screen-act"
_PLACE = "/counter/screen"


@router.get("")
def show(request: Request, visit: str) -> Response:
    with changing(request) as (installation, unit):
        signed, current_visit = opened_visit(request, unit, visit)
        take_window_screen(request, unit, signed, current_visit)
        context = _context(installation, unit, signed, current_visit)
        other = visit_with_window_screen(request, unit, current_visit)
    own = other is not None and other.staff_id == signed.id
    return render(request, "pages/counter/visitor_screen.html", context | {"other": other, "own": own})


def _context(installation: Installation, unit: Unit, signed: Member, visit: Visit) -> dict[str, Any]:
    row = visitor_screens.of_visit(unit, visit.id)
    code = visitor_screen_pairing.code_of(installation, row) if row else ""
    place = f"{installation.settings.base_url}{_PLACE}"
    state = open_state(installation, visit.row, row) if row else ScreenState()
    return {
        "visit": visit,
        "serves": visit.row.ended_at is None and visit.row.parked_at is None,
        "ended": from_micro(visit.row.ended_at) if visit.row.ended_at is not None else None,
        "place": place,
        "code": visitor_screen_pairing.written(code),
        "qr": qr(f"{place}?code={code}") if code else "",
        "paired": row is not None and row.token_hash is not None,
        "shown": look(installation, unit, row, visit.row) if row else Shown(WAITING, "ja"),
        "sections": _sections(installation, unit, state),
        "signed": state.signed,
        "kept": state.kept,
        "veiled": bool(state.veiled),
        "sends": [_sent(installation, draft) for draft in to_send(installation, unit, signed, visit)],
        "mark": _mark(installation, unit, row, visit),
    }


def _sent(installation: Installation, draft: Draft) -> tuple[str, str, bool]:
    procedure = draft.procedure
    signs = can_sign(installation) and installation.rules.signature_needed(procedure, installation.clock.today())
    return draft.id, procedure.title, signs


def _sections(installation: Installation, unit: Unit, state: ScreenState) -> list[visitor_screen_sections.ShownSection]:
    sections, _ = visitor_screen_sections.sections_of(installation, unit, state, "ja")
    return sorted(sections, key=lambda section: section.answer != "wrong")


def _mark(installation: Installation, unit: Unit, row: ScreenRow | None, visit: Visit) -> str:
    return mark_of_screen(installation, unit, row, visit.row) if row else "0"


@router.get("/news")
def news(request: Request, visit: str) -> Response:
    """Does not extend the session: polling must not keep it alive."""
    with reading(request) as (installation, unit):
        current_visit = visit_of_counter(installation, unit, clerk(request, unit), visit)
        row = visitor_screens.of_visit(unit, current_visit.id)
        marks = {"mark": _mark(installation, unit, row, current_visit), "said": str(row.mark) if row else "0"}
    return JSONResponse(marks, headers={"Cache-Control": "no-store"})


@router.post("")
def press(request: Request, visit: str, posted: Post) -> Response:
    act, response = first(posted, _ACT), see(request, f"/counter/visits/{visit}/screen")
    if act == "ask":
        ask_on_screen(request, visit)
    elif act == "send":
        send_to_screen(request, visit)
    else:
        with installation_of(request).database.write() as unit, contextlib.suppress(Conflict):
            # the visitor pressed at the same moment, or the visit is over: the page explains which
            signed, current_visit = opened_visit(request, unit, visit)
            remember_window_screen(request, response, _act(installation_of(request), unit, signed, current_visit, act))
            unit.commit()
    return response


def _act(installation: Installation, unit: Unit, signed: Member, visit: Visit, act: str) -> str:
    # What the window's browser remembers. Raises Conflict if the state has changed.
    match act:
        case "resume" if visit.row.ended_at is None and visit.row.parked_at is not None:
            resumed = resume_visit(installation, unit, signed, visit, replace(visit.words, handed=""))
            visitor_screen_pairing.offer_code(installation, unit, signed, resumed)
        case "code":
            visitor_screen_pairing.offer_code(installation, unit, signed, visit)
        case "hide":
            visitor_screen_sections.hide(unit, visit)
        case "keep":
            return visitor_screen_pairing.keep_for_window(installation, unit, signed, visit)
        case "end":
            visitor_screen_pairing.let_go(installation, unit, signed, visit)
    return ""
