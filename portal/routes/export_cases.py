"""One application in the columns of a layout: to be copied by hand, and for the entry screen of a core system to open by its
receipt number (`/desk/exports/cases/{layout}?receipt=…`)."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.layout_socket import ShownCase
from portal.errors import NotAllowed
from portal.services.export_words import EVENTS
from portal.services.hand_over import layout_of
from portal.services.show_for_copying import show_for_copying
from portal.web.page import render
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk/exports/cases/{layout}")


@router.get("")
def single(request: Request, layout: str) -> Response:
    """Without a receipt number it asks for one."""
    installation = installation_of(request)
    receipt = request.query_params.get("receipt", "").strip()[:40]
    found = layout_of(installation, layout)
    shown: ShownCase | None = None
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not signed.duties("export", tuple(installation.city.duties)):
            raise NotAllowed("export")
        if receipt:
            shown = show_for_copying(installation, unit, signed, found, receipt)
        unit.commit()
    context: dict[str, Any] = {"layout": found.title, "layout_id": found.id, "receipt": receipt, "shown": shown}
    context["why"] = (
        [(one.column, one.value, EVENTS[one.event], one.replacement) for one in shown.findings] if shown else []
    )
    return render(request, "pages/exports/case.html", context)
