"""In a layout's columns; core systems open it by `?receipt=`."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.layout_socket import ShownCase
from portal.errors import NotFound
from portal.services.handover.hand_over import layout_of
from portal.services.handover.hand_over_times import METHODS, ONE_BY_ONE, method_of
from portal.services.handover.note_copied import mark_of, note_copied, to_copy
from portal.services.handover.records import waiting_alone
from portal.services.handover.show_for_copying import show_for_copying
from portal.services.handover.words import EVENTS
from portal.services.shared.receipt_number import read
from portal.store.cases import applications
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member

router = Router("staff", prefix="/desk/exports/cases/{layout}", access=staff("exporter"))

_NO_NUMBER = "受付番号を、11けたの数字で書いてください。例：26-123-456-789。数字が1つちがうかもしれません。"
_NOT_THERE = "この受付番号の申請で、この形で渡せるものはありません。番号、形、申請の状態（審査に入っているか）を確かめてください。"


_CHANGED = "見たあとで、申請が変わりました。今の値を写してから、もう一度押してください。"


@router.get("")
def single(request: Request, layout: str) -> Response:
    return _page(request, layout, request.query_params.get("receipt", "").strip()[:40])


@router.post("")
def copied(request: Request, layout: str, posted: Post) -> Response:
    installation, number = installation_of(request), first(posted, "receipt").strip()[:40]
    with installation.database.change() as unit:
        signed, chosen_layout = member(request, unit), layout_of(installation.layouts, layout)
        row = note_copied(installation, unit, signed, chosen_layout, read(number) or "", first(posted, "seen"))
        waiting = waiting_alone(installation, unit, chosen_layout, row.duty) if row else []
    if row is None:
        return _page(request, layout, number, _CHANGED)
    following = f"&receipt={waiting[0].receipt_number}" if waiting else ""
    return see(request, f"/desk/exports/cases/{layout}?did={row.receipt_number}{following}")


def _page(request: Request, layout: str, typed: str, changed: str = "") -> Response:
    installation = installation_of(request)
    chosen_layout, receipt = layout_of(installation.layouts, layout), read(typed)
    shown: ShownCase | None = None
    problem, status = (_NO_NUMBER, 422) if typed and receipt is None else (changed, 409 if changed else 200)
    method, item = "", None
    with installation.database.change() as unit:
        signed = member(request, unit)
        signed.demand_duties("export", installation.city.duties)
        try:
            shown = show_for_copying(installation, unit, signed, chosen_layout, receipt) if receipt else None
        except NotFound:
            problem, status = _NOT_THERE, 404
        row = applications.by_number(unit, receipt) if shown and receipt else None
        if row is not None:
            method = method_of(installation.city, row.procedure, layout, installation.clock.today())
            item = to_copy(installation, unit, chosen_layout, row)
    done = read(request.query_params.get("did", ""))
    context: dict[str, Any] = {
        "layout": chosen_layout.title, "layout_id": chosen_layout.id, "receipt": receipt if shown else typed, "shown": shown, "problem": problem,
        "problems": [(problem, "receipt")] if problem else [], "method": METHODS.get(method, ""), "alone": method in ONE_BY_ONE,
        "seen": mark_of(item) if item else "", "flash": f"{done} を、渡したことにしました。" if done else None,
    }  # fmt: skip
    context["why"] = (
        [(finding.column, finding.value, EVENTS[finding.event], finding.replacement) for finding in shown.findings]
        if shown
        else []
    )
    return render(request, "pages/exports/case.html", context, status=status)
