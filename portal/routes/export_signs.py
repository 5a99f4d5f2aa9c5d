"""Signs that a target cannot hold: one after another, somebody of the section chooses what is written for them."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.interfaces import AdapterError
from integrations.layout_socket import Layout
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases import Case, open_case
from portal.services.check_hand_over import check_hand_over
from portal.services.choose_sign import MOST_SIGNS, choose_sign, may_stand
from portal.services.export_words import EVENTS
from portal.services.fit_glyphs import code_points
from portal.services.hand_over import layout_of
from portal.services.installation import Installation
from portal.services.sign_queue import WaitingSign, waiting_signs
from portal.store import applications
from portal.web.exporting import checking, exporting
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/exports/layouts/{layout}/{duty}/signs")

_OTHER = "other"


@router.get("")
def signs(request: Request, layout: str, duty: str) -> Response:
    """The next sign that waits; `?skip=3` leaves the first three for later."""
    found = checking(request, layout, duty)
    skip = request.query_params.get("skip", "0")
    return _page(request, found, duty, int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 5 else 0)


def _page(request: Request, layout: Layout, duty: str, skip: int, problem: str = "", given: str = "") -> Response:
    installation = installation_of(request)
    try:
        waiting = waiting_signs(check_hand_over(installation, layout, duty).findings)
    except AdapterError:  # the check's own page says so, and to whom to tell it
        return see(request, f"/desk/exports/layouts/{layout.id}/{duty}")
    context: dict[str, Any] = {
        "layout": layout.title,
        "address": f"/desk/exports/layouts/{layout.id}/{duty}",
        "left": len(waiting),
        "skip": skip,
        "problem": problem,
        "given": given,
        "one": _view(waiting[skip]) if skip < len(waiting) else None,
    }
    return render(request, "pages/exports/signs.html", context, status=422 if problem else 200)


def _view(one: WaitingSign) -> dict[str, Any]:
    return {
        "number": one.receipt_number,
        "sign": one.sign,
        "points": code_points(one.sign),
        "why": EVENTS[one.event],
        "columns": "、".join(one.columns),
        "proposals": [(proposal, code_points(proposal)) for proposal in one.proposals],
    }


@router.post("")
def choose(request: Request, layout: str, duty: str, posted: Post) -> Response:
    """Remembers what was chosen and goes on to the next sign."""
    installation = installation_of(request)
    found, sign, pick = layout_of(installation, layout), first(posted, "sign"), first(posted, "pick")
    instead = first(posted, "instead").strip() if pick in ("", _OTHER) else pick
    skip = first(posted, "skip")
    at = int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 5 else 0
    with installation.database.write() as unit:
        signed = exporting(request, unit, layout, duty)
        if may_stand(found, instead):
            case = _case(installation, unit, duty, first(posted, "number"))
            choose_sign(installation, unit, signed, case, found, sign, instead)
            unit.commit()
            return see(request, f"/desk/exports/layouts/{layout}/{duty}/signs" + (f"?skip={at}" if at else ""))
    said = f"取込先が書ける字を、{MOST_SIGNS}字までで書いてください。"
    return _page(request, found, duty, at, said, instead)


def _case(installation: Installation, unit: Unit, duty: str, number: str) -> Case:
    row = applications.by_number(unit, number)
    if row is None or row.duty != duty:
        raise NotFound("application")
    return open_case(installation, unit, row)
