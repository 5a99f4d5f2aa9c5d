"""番号札 in the hall: waiting times, the machine, a telephone, the screen of calls."""

import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.city.tickets import Hall
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import TICKETS_PHONE, TICKETS_PLACE
from portal.services.tickets.hall_links import MACHINE, PHONE, has_phones, kind_of, phone_key
from portal.services.tickets.take_ticket import hall_of, halls_of, leave, next_day, take_ticket
from portal.services.tickets.waiting_times import hall_state, place_of
from portal.store.tickets import tickets
from portal.store.tickets.tickets import CALLED, TicketRow
from portal.web.shared import state
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.qr import qr
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading
from portal.web.tickets.hall_view import hall_view, mark_of

router = Router("shared", access=anyone())


@router.get("/halls")
def halls(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    if not halls_of(installation):
        raise NotFound("halls")
    with installation.database.read() as unit:
        views = [
            {
                **hall_view(hall_state(installation, unit, hall), language),
                "next_day": next_day(installation, hall),
            }
            for hall in halls_of(installation)
        ]
    return render(request, "pages/tickets/halls.html", {"halls": views})


@router.get("/halls/{hall}/screen")
def calls(request: Request, hall: str) -> Response:
    # For everybody, without the way to a ticket.
    return _screen(request, hall_of(installation_of(request), hall), with_code=False)


@router.get("/halls/{hall}/screen/{key}")
def screen(request: Request, hall: str, key: str) -> Response:
    shown, kind = _by_key(installation_of(request), hall, key)
    if kind != MACHINE:
        raise NotFound("hall")
    return _screen(request, shown, with_code=has_phones(installation_of(request), shown))


def _screen(request: Request, shown: Hall, *, with_code: bool) -> Response:
    with reading(request) as (installation, unit):
        current = hall_state(installation, unit, shown)
    address = f"{installation.settings.base_url}/halls/{shown.id}/take/{phone_key(installation, shown)}"
    context = {
        "hall": hall_view(current, "ja"),
        "news": mark_of(current),
        "qr": qr(address) if with_code and current.gives else "",
        "next_day": next_day(installation, shown),
    }
    return render(request, "pages/tickets/screen.html", context)


@router.get("/halls/{hall}/news")
def news(request: Request, hall: str) -> Response:
    with reading(request) as (installation, unit):
        current = hall_state(installation, unit, hall_of(installation, hall))
    return JSONResponse({"news": mark_of(current)}, headers={"Cache-Control": "no-store"})


@router.get("/halls/{hall}/take/{key}")
def choose(request: Request, hall: str, key: str) -> Response:
    installation = installation_of(request)
    shown, kind = _by_key(installation, hall, key)
    with installation.database.read() as unit:
        taken = _of_today(installation, unit, shown, request.query_params.get("ticket", ""))
        current = hall_state(installation, unit, shown)
    page = "machine" if kind == MACHINE else "choose"
    context: dict[str, Any] = {
        "hall": hall_view(current, "ja" if kind == MACHINE else language_of(request)),
        "open": current.gives,
        "next_day": next_day(installation, shown),
        "news": mark_of(current),
        "here": f"/halls/{hall}/take/{key}",
        "once": secrets.token_urlsafe(16),
        "taken": None,
    }
    if taken is not None and kind == MACHINE:
        address = f"{installation.settings.base_url}/tickets/{taken.id}"
        own_queue = current.row(taken.queue)
        context["taken"] = {
            "name": current.name(taken),
            "queue": own_queue.queue.title.in_("ja")[0] if own_queue else "",
            "english": own_queue.queue.title.in_("en")[0] if own_queue else "",
            "place": place_of(current, taken),
            "qr": qr(address) if installation.settings.zone == "single" else "",
        }
    return render(request, f"pages/tickets/{page}.html", context)


@router.post("/halls/{hall}/take/{key}")
def take(request: Request, hall: str, key: str, posted: Post) -> Response:
    installation = installation_of(request)
    shown, kind = _by_key(installation, hall, key)
    with installation.database.change() as unit:
        limit = TICKETS_PLACE if kind == MACHINE else TICKETS_PHONE
        throttle.count(installation, unit, limit, state.place_of(request))
        row = take_ticket(installation, unit, shown, first(posted, "queue"), first(posted, "once"))
    return see(request, f"/halls/{hall}/take/{key}?ticket={row.id}" if kind == MACHINE else f"/tickets/{row.id}")


@router.get("/tickets/{ticket}")
def own(request: Request, ticket: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        row = required(tickets.by_id(unit, ticket), NotFound("ticket"))
        hall = hall_of(installation, row.hall)
        current = hall_state(installation, unit, hall)
    queue = hall.queue(row.queue)
    over = row.day != installation.clock.today().isoformat()
    context = {
        "ticket": row,
        "name": current.name(row),
        "hall": hall.title.in_(language)[0],
        "queue": queue.title.in_(language)[0] if queue else "",
        "state": "over" if over else row.state,
        "place": None if over else place_of(current, row),
        "late": not current.gives,
        "news": mark_of(current),
        "watches": not over and row.state in ("waiting", CALLED, "absent"),
    }
    return render(request, "pages/tickets/ticket.html", context)


@router.post("/tickets/{ticket}/leave")
def give_back(request: Request, ticket: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        row = required(tickets.by_id(unit, ticket), NotFound("ticket"))
        leave(installation, unit, row)
    return see(request, f"/tickets/{ticket}")


def _by_key(installation: Installation, hall: str, key: str) -> tuple[Hall, str]:
    shown = hall_of(installation, hall)
    kind = kind_of(installation, shown, key)
    if kind not in (MACHINE, PHONE):  # a 記載台 has pages of its own
        raise NotFound("hall")
    return shown, kind


def _of_today(installation: Installation, unit: Unit, hall: Hall, ticket: str) -> TicketRow | None:
    row = tickets.by_id(unit, ticket) if ticket else None
    today = installation.clock.today().isoformat()
    return row if row is not None and (row.hall, row.day) == (hall.id, today) else None
