"""In a layout's columns; core systems open it by `?receipt=`."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.layout_socket import ShownCase
from portal.errors import NotAllowed, NotFound
from portal.services.handover.hand_over import layout_of
from portal.services.handover.show_for_copying import show_for_copying
from portal.services.handover.words import EVENTS
from portal.services.shared.receipt_number import read
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member

router = Router("staff", prefix="/desk/exports/cases/{layout}", access=staff("exporter"))

_NO_NUMBER = "受付番号を、11けたの数字で書いてください。例：26-123-456-789。数字が1つちがうかもしれません。"
_NOT_THERE = "この受付番号の申請で、この形で渡せるものはありません。番号、形、申請の状態（審査に入っているか）を確かめてください。"


@router.get("")
def single(request: Request, layout: str) -> Response:
    installation = installation_of(request)
    typed = request.query_params.get("receipt", "").strip()[:40]
    chosen_layout, receipt = layout_of(installation.layouts, layout), read(typed)
    shown: ShownCase | None = None
    problem, status = (_NO_NUMBER, 422) if typed and receipt is None else ("", 200)
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not signed.duties("export", tuple(installation.city.duties)):
            raise NotAllowed("export")
        try:
            shown = show_for_copying(installation, unit, signed, chosen_layout, receipt) if receipt else None
        except NotFound:
            problem, status = _NOT_THERE, 404
        unit.commit()
    context: dict[str, Any] = {
        "layout": chosen_layout.title, "layout_id": chosen_layout.id, "receipt": receipt if shown else typed, "shown": shown, "problem": problem,
        "problems": [(problem, "receipt")] if problem else [],
    }  # fmt: skip
    context["why"] = (
        [(finding.column, finding.value, EVENTS[finding.event], finding.replacement) for finding in shown.findings]
        if shown
        else []
    )
    return render(request, "pages/exports/case.html", context, status=status)
