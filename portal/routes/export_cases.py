"""One application in the columns of a layout: to be copied by hand, and for the entry screen of a core system to open by its
receipt number (`/desk/exports/cases/{layout}?receipt=…`)."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.layout_socket import ShownCase
from portal.errors import NotAllowed, NotFound
from portal.services.export_words import EVENTS
from portal.services.hand_over import layout_of
from portal.services.receipt_number import read
from portal.services.show_for_copying import show_for_copying
from portal.web.page import render
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk/exports/cases/{layout}")

_NO_NUMBER = "受付番号を、11けたの数字で書いてください。例：26-123-456-789。数字が1つちがうかもしれません。"
_NOT_THERE = "この受付番号の申請で、この形で渡せるものはありません。番号、形、申請の状態（審査に入っているか）を確かめてください。"


@router.get("")
def single(request: Request, layout: str) -> Response:
    """Without a receipt number it asks for one, and once more where that is none, or none of theirs: one answer for both."""
    installation = installation_of(request)
    typed = request.query_params.get("receipt", "").strip()[:40]
    found, receipt = layout_of(installation, layout), read(typed)
    shown: ShownCase | None = None
    problem, status = (_NO_NUMBER, 422) if typed and receipt is None else ("", 200)
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not signed.duties("export", tuple(installation.city.duties)):
            raise NotAllowed("export")
        try:
            shown = show_for_copying(installation, unit, signed, found, receipt) if receipt else None
        except NotFound:
            problem, status = _NOT_THERE, 404
        unit.commit()
    context: dict[str, Any] = {
        "layout": found.title, "layout_id": found.id, "receipt": receipt if shown else typed, "shown": shown, "problem": problem,
        "problems": [(problem, "receipt")] if problem else [],
    }  # fmt: skip
    context["why"] = (
        [(one.column, one.value, EVENTS[one.event], one.replacement) for one in shown.findings] if shown else []
    )
    return render(request, "pages/exports/case.html", context, status=status)
