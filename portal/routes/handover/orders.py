"""Progress of the worker's hand-overs."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.clock import from_micro
from portal.errors import NotFound, NotYours
from portal.store.handover import hand_over_orders
from portal.store.handover.hand_over_orders import OrderRow
from portal.web.handover.order_words import news_of, problem_words, progress_words, shows_code
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading

router = Router("staff", prefix="/desk/exports/orders/{order:row_number}", access=staff("exporter"))


@router.get("")
def progress(request: Request, order: int) -> Response:
    row = _order(request, order)
    if row.number:
        return see(request, f"/desk/exports/batches/{row.number}?did=made")
    installation = installation_of(request)
    now, layout = installation.clock.now(), installation.layouts.get(row.layout)
    context = {
        "order": row,
        "ordered": from_micro(row.ordered_at),
        "layout": layout.title if layout else row.layout,
        "office": installation.city.office(row.duty, installation.clock.today()).office,
        "check": f"/desk/exports/layouts/{row.layout}/{row.duty}",
        "words": progress_words(row, now),
        "problem": problem_words(row),
        "code": row.problem if shows_code(row) else "",
        "news": news_of(row, now),
    }
    return render(request, "pages/exports/order.html", context)


@router.get("/news")
def news(request: Request, order: int) -> Response:
    row = _order(request, order)
    return JSONResponse(
        {"news": news_of(row, installation_of(request).clock.now())}, headers={"Cache-Control": "no-store"}
    )


def _order(request: Request, order: int) -> OrderRow:
    # Raises NotFound, NotYours.
    with reading(request, member) as (_, unit, signed):
        row = hand_over_orders.by_id(unit, order)
    if row is None:
        raise NotFound("order")
    if not signed.may("export", row.duty):
        raise NotYours("order")
    return row
