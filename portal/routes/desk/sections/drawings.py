"""抽選: the act, and the list."""

import re
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from forms.definition.kind import KINDS
from portal.db import Unit
from portal.errors import BadRequest
from portal.services.bookings.describe_drawing import describe_drawing, label_in
from portal.services.bookings.hold_drawing import (
    Applied,
    ListChanged,
    drawing_of,
    hold_drawing,
    list_applied,
    may_draw,
    round_of,
)
from portal.services.bookings.outside_entries import entries_lacking, why_no_list
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import OPEN_STATES, STATES
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bookings import drawings
from portal.store.bookings.drawings import DrawingRow
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, reviewer

router = Router("staff", prefix="/desk/drawings")

_SEES = staff("clerk", "reviewer", "approver", "exporter", "auditor")
_MARK = re.compile("[0-9a-f]{64}")
_UNSCREENED = ("received", "screening", "returned")
_DID = {"drawn": "抽選を行いました。マイページのある人に、お知らせを出しました。"}


@router.get("", access=_SEES)
def all_drawings(request: Request) -> Response:
    with changing(request, member) as (installation, unit, signed):
        duties = signed.demand_duties("see", installation.city.duties)
        rows = drawings.of_duties(unit, duties)
    lines = [
        {
            "row": row,
            "closes": date.fromisoformat(row.closes),
            "title": installation.catalogue.current(row.procedure).title,
            "state": _state(installation, row),
        }
        for row in rows
    ]
    return render(request, "pages/desk/drawings.html", {"drawings": lines})


@router.get("/{procedure}", access=_SEES)
def show(request: Request, procedure: str) -> Response:
    """`closes`: the last day of the round; the newest without it."""
    with changing(request, member) as (installation, unit, signed):
        row = drawing_of(unit, signed, procedure, _closes(request, unit, procedure))
        context = _context(installation, unit, signed, row)
        write_audit(installation, unit, signed.actor, "see drawing", detail=f"{row.procedure} {row.closes}")
    context |= {"confirming": "draw" in request.query_params and context["may_draw"]}
    context["flash"] = _DID.get(request.query_params.get("did", ""))
    return render(request, "pages/desk/drawing.html", context)


@router.post("/{procedure}", access=staff("reviewer", "approver"))
def hold(request: Request, procedure: str, posted: Post) -> Response:
    # `seen`: the mark of the list that the member confirmed.
    installation, closes, seen = installation_of(request), first(posted, "closes"), first(posted, "seen")
    try:
        with installation.database.change() as unit:
            signed = reviewer(request, unit)
            if not _MARK.fullmatch(seen):
                raise BadRequest("seen")
            row = drawing_of(unit, signed, procedure, closes)
            hold_drawing(installation, unit, signed, row, seen)
    except ListChanged:
        with changing(request, member) as (_, unit, signed):
            context = _context(installation, unit, signed, drawing_of(unit, signed, procedure, closes))
        context |= {"confirming": context["may_draw"], "changed": True}
        return render(request, "pages/desk/drawing.html", context, status=409)
    return see(request, f"/desk/drawings/{procedure}?closes={row.closes}&did=drawn")


def _closes(request: Request, unit: Unit, procedure: str) -> str:
    asked = request.query_params.get("closes", "")
    return asked or next((row.closes for row in drawings.of_procedure(unit, procedure)), "")


def _state(installation: Installation, row: DrawingRow) -> str:
    # drawn, ready, moved (the city changed the last day) or open.
    if row.drawn_at is not None:
        return "drawn"
    if may_draw(installation, row):
        return "ready"
    return "open" if round_of(installation, row) is not None else "moved"


def _context(installation: Installation, unit: Unit, signed: Member, row: DrawingRow) -> dict[str, object]:
    described, state = installation.catalogue.current(row.procedure), _state(installation, row)
    applied = list_applied(installation, unit, row) if state in ("open", "ready") else Applied({}, (), ())
    lacking = entries_lacking(installation, unit, row) if state == "ready" else 0
    units = [
        (
            label_in(installation, row, described, code, "ja"),
            places,
            len(applied.of(code)),
            sum(candidate.tickets for candidate in applied.of(code)),
        )
        for code, places in applied.places.items()
    ]
    return {
        "row": row,
        "title": described.title,
        "state": state,
        "view": describe_drawing(installation, unit, row, "ja"),
        "applied": applied,
        "units": units,
        "lacking": lacking,
        "unscreened": sum(candidate.case.row.state in _UNSCREENED for candidate in applied.candidates),
        "states": STATES,
        # Who was put on the waiting list and moved up waits for a result once more.
        "open_states": {"won": (*OPEN_STATES, *KINDS[described.kind].waiting), "next": OPEN_STATES},
        "reviews": signed.may("review", row.duty),
        "why": why_no_list(unit, row) if lacking is None else ("", None),
        "changed": False,
        "may_draw": state == "ready" and lacking == 0 and signed.may("review", row.duty),
    }
