"""For what a target cannot store."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Layout
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case, open_case
from portal.services.cases.name_principal import name_principal
from portal.services.handover.character_queue import WaitingSign, waiting_signs
from portal.services.handover.check_hand_over import check_hand_over
from portal.services.handover.choose_character import MOST_SIGNS, candidates, choose_character, may_replace
from portal.services.handover.hand_over import layout_of
from portal.services.handover.words import EVENTS
from portal.services.paper.fit_glyphs import code_points
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.web.handover.exporting import checking, exporting
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk/exports/layouts/{layout}/{duty}/signs", access=staff("exporter"))

_OTHER = "other"
MOST_AT_ONCE = 200


@router.get("")
def signs(request: Request, layout: str, duty: str) -> Response:
    chosen_layout = checking(request, layout, duty)
    skip = request.query_params.get("skip", "0")
    return _page(request, chosen_layout, duty, int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 5 else 0)


def _page(request: Request, layout: Layout, duty: str, skip: int, problem: str = "", given: str = "") -> Response:
    installation = installation_of(request)
    try:
        waiting = waiting_signs(check_hand_over(installation, layout, duty).findings)
    except AdapterError:  # the page of the check reports it, and whom to inform
        return see(request, f"/desk/exports/layouts/{layout.id}/{duty}")
    current = waiting[skip] if skip < len(waiting) else None
    others = _others(waiting, current) if current else []
    with installation.database.read() as unit:
        named = (*([current.receipt_number] if current else []), *(number for number, _ in others))
        rows = [row for number in named if (row := applications.by_number(unit, number))]
        names = {row.receipt_number: name_principal(installation, unit, row) for row in rows}
    context: dict[str, Any] = {
        "layout": layout.title,
        "address": f"/desk/exports/layouts/{layout.id}/{duty}",
        "left": len(waiting),
        "skip": skip,
        "problem": problem,
        "given": given,
        "current": _view(layout, current) if current else None,
        "others": others,
        "names": names,
    }
    return render(request, "pages/exports/signs.html", context, wrong=problem)


def _others(waiting: Sequence[WaitingSign], current: WaitingSign) -> list[tuple[str, str]]:
    # (receipt number, columns) of other applications that wait for the same character.
    same = [other for other in waiting if other.sign == current.sign and other.receipt_number != current.receipt_number]
    return [(other.receipt_number, "、".join(other.columns)) for other in same[:MOST_AT_ONCE]]


def _view(layout: Layout, waiting: WaitingSign) -> dict[str, Any]:
    return {
        "number": waiting.receipt_number,
        "sign": waiting.sign,
        "points": code_points(waiting.sign),
        "why": EVENTS[waiting.event],
        "columns": "、".join(waiting.columns),
        "proposals": [
            (proposal, code_points(proposal)) for proposal in candidates(layout, waiting.sign, waiting.proposals)
        ],
    }


@router.post("")
def choose(request: Request, layout: str, duty: str, posted: Post) -> Response:
    installation = installation_of(request)
    chosen_layout, sign, pick = layout_of(installation.layouts, layout), first(posted, "sign"), first(posted, "pick")
    instead = first(posted, "instead").strip() if pick in ("", _OTHER) else pick
    skip = first(posted, "skip")
    index = int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 5 else 0
    with installation.database.write() as unit:
        signed = exporting(request, unit, layout, duty)
        if may_replace(chosen_layout, instead):
            for number in dict.fromkeys((first(posted, "number"), *posted.get("case", ())[:MOST_AT_ONCE])):
                case = _case(installation, unit, duty, number)
                choose_character(installation, unit, signed, case, chosen_layout, sign, instead)
            unit.commit()
            return see(request, f"/desk/exports/layouts/{layout}/{duty}/signs" + (f"?skip={index}" if index else ""))
    problem = f"取込先が書ける字を、{MOST_SIGNS}字までで書いてください。"
    return _page(request, chosen_layout, duty, index, problem, instead)


def _case(installation: Installation, unit: Unit, duty: str, number: str) -> Case:
    row = applications.by_number(unit, number)
    if row is None or row.duty != duty:
        raise NotFound("application")
    return open_case(installation, unit, row)
