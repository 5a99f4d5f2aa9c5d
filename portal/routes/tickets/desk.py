"""番号札 at a desk: the next number, and how the call ended."""

import re
import secrets
import unicodedata
from datetime import datetime, time
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.city.tickets import Hall
from portal.clock import TOKYO
from portal.db import Unit
from portal.errors import NotFound
from portal.services.counter.guide_visit import begin_called_visit
from portal.services.shared.installation import Installation
from portal.services.tickets.call_ticket import ENDINGS, call_again, call_next, end_call
from portal.services.tickets.hall_links import kiosk_key, machine_key
from portal.services.tickets.take_ticket import gives_now, halls_of, take_ticket
from portal.services.tickets.waiting_times import HallState, hall_state
from portal.store.tickets import ticket_answers, tickets
from portal.store.tickets.tickets import ABSENT, CALLED
from portal.web.counter.clerk import clerk
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, read_cookie, reading, set_cookie, writing
from portal.web.tickets.hall_view import hall_view, mark_of

router = Router("staff", prefix="/counter/tickets", access=staff("clerk", "reviewer"))
_HERE = "/counter/tickets"
_DESK = "desk"  # hall, desk and queues of this computer
_DAYS = 400  # no browser keeps a cookie longer
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")
_MOST = 12


@router.get("")
def show(request: Request) -> Response:
    with reading(request, clerk) as (_, unit, _):
        return _page(request, unit)


def _page(request: Request, unit: Unit, wrong: dict[str, str] | None = None) -> Response:
    installation = installation_of(request)
    hall, desk, queues = _own_desk(request, installation)
    context: dict[str, Any] = {
        "halls": halls_of(installation),
        "hall": hall,
        "desk": desk,
        "queues": queues,
        "wrong": wrong or {},
        "problems": [(words, name) for name, words in (wrong or {}).items()],
        "once": secrets.token_urlsafe(16),
    }
    if hall is not None:
        current = hall_state(installation, unit, hall)
        context |= {
            "now_open": gives_now(installation, hall),
            "view": hall_view(current, "ja"),
            "news": mark_of(current),
            "calls": _calls(installation, unit, current, desk, queues),
            "none_called": request.query_params.get("did") == "none",
            "waits": sum(row.waiting for row in current.queues if row.queue.id in queues),
            "screen": f"/halls/{hall.id}/screen/{machine_key(installation, hall)}",
            "kiosk": f"/halls/{hall.id}/kiosk/{kiosk_key(installation, hall)}",
            "machine": f"/halls/{hall.id}/take/{machine_key(installation, hall)}",
            "made": _made(unit, current, request.query_params.get("made", "")),
        }
    return render(request, "pages/tickets/desk.html", context, wrong=wrong)


def _calls(
    installation: Installation, unit: Unit, current: HallState, desk: int, queues: tuple[str, ...]
) -> list[dict[str, Any]]:
    # Those in front of this desk, and who did not come: any desk that calls these numbers may call them again, since the one
    # that called them first may be closed when they come after all.
    latest = tickets.latest_calls(unit, installation.clock.today().isoformat(), current.hall.id, 60)
    here = [row for row in latest if row.desk == desk and row.state in (CALLED, ABSENT)]
    absent = [row for row in latest if row.desk != desk and row.state == ABSENT and row.queue in queues]
    own = [*here, *absent][:_MOST]
    answered = ticket_answers.among(unit, [row.id for row in own])
    return [
        {"row": row, "name": current.name(row), "absent": row.state == ABSENT, "answered": row.id in answered}
        for row in own
    ]


def _made(unit: Unit, current: HallState, ticket: str) -> str:
    row = tickets.by_id(unit, ticket) if ticket else None
    return current.name(row) if row is not None and row.hall == current.hall.id else ""


def _own_desk(request: Request, installation: Installation) -> tuple[Hall | None, int, tuple[str, ...]]:
    hall_id, _, rest = read_cookie(request, _DESK).partition(".")
    desk, _, chosen = rest.partition(".")
    hall = next((row for row in halls_of(installation) if row.id == hall_id), None)
    if hall is None or not (desk.isascii() and desk.isdigit() and len(desk) < 3 and 1 <= int(desk) <= hall.desks):
        return None, 0, ()
    return hall, int(desk), tuple(queue.id for queue in hall.queues if queue.id in chosen.split("_"))


@router.post("/desk")
def choose_desk(request: Request, posted: Post) -> Response:
    installation = installation_of(request)
    hall_id, _, desk = first(posted, "desk").partition(".")
    hall = next((row for row in halls_of(installation) if row.id == hall_id), None)
    queues = [queue.id for queue in hall.queues if f"{hall.id}.{queue.id}" in posted.get("queue", [])] if hall else []
    wrong = dict[str, str]()
    if hall is None or not (desk.isascii() and desk.isdigit() and len(desk) < 3 and 1 <= int(desk) <= hall.desks):
        wrong["desk"] = "窓口の番号を選んでください。"
    elif not queues:
        wrong["queue"] = "この窓口で呼ぶ番号を、1つは選んでください。"
    with installation.database.read() as unit:
        clerk(request, unit)
        if wrong or hall is None:
            return _page(request, unit, wrong)
    response = see(request, _HERE)
    set_cookie(request, response, _DESK, f"{hall.id}.{int(desk)}.{'_'.join(queues)}", days=_DAYS)
    return response


@router.post("/next")
def next_ticket(request: Request, _posted: Post) -> Response:
    with changing(request, clerk) as (installation, unit, signed):
        hall, desk, queues = _demand_desk(request, installation)
        row = call_next(installation, unit, signed, hall, queues, desk)
    return see(request, _HERE if row is not None else f"{_HERE}?did=none")


@router.post("/take")
def give(request: Request, posted: Post) -> Response:
    # For who cannot use the machine, and for bookings.
    typed = unicodedata.normalize("NFKC", first(posted, "at").strip())
    with writing(request, clerk) as (installation, unit, _):
        hall, _, _ = _demand_desk(request, installation)
        if hall.queue(first(posted, "queue")) is None:
            return _page(request, unit, {"give": "番号の列を選んでください。"})
        if typed and not _TIME.fullmatch(typed):
            return _page(request, unit, {"at": "予約の時刻を、14:30 の形で入れてください。"})
        if not gives_now(installation, hall):
            return _page(request, unit, {"give": "いまは、番号札を出す時間ではありません。"})
        row = take_ticket(
            installation, unit, hall, first(posted, "queue"), first(posted, "once"), _due(installation, typed)
        )
        unit.commit()
    return see(request, f"{_HERE}?made={row.id}")


def _due(installation: Installation, typed: str) -> datetime | None:
    if not typed:
        return None
    hour, minute = map(int, typed.split(":"))
    return datetime.combine(installation.clock.today(), time(hour, minute), TOKYO)


@router.post("/{ticket}/again")
def again(request: Request, ticket: str, _posted: Post) -> Response:
    with changing(request, clerk) as (installation, unit, signed):
        _, desk, _ = _demand_desk(request, installation)
        call_again(installation, unit, signed, ticket, desk)
    return see(request, _HERE)


@router.post("/{ticket}/end")
def end(request: Request, ticket: str, posted: Post) -> Response:
    installation, act = installation_of(request), first(posted, "act")
    with installation.database.change() as unit:
        clerk(request, unit)
        if act not in ENDINGS:
            raise NotFound("act")
        end_call(installation, unit, ticket, act)
    return see(request, _HERE)


@router.post("/{ticket}/visit")
def visit(request: Request, ticket: str, posted: Post) -> Response:
    with changing(request, clerk) as (installation, unit, signed):
        visit_id, guide = begin_called_visit(
            installation, installation.guides, unit, signed, ticket, first(posted, "once")
        )
    return see(request, f"/counter/visits/{visit_id}" + (f"/guide/{guide}" if guide else ""))


def _demand_desk(request: Request, installation: Installation) -> tuple[Hall, int, tuple[str, ...]]:
    # Raises NotFound: the cookie is gone, or the city's file has changed.
    hall, desk, queues = _own_desk(request, installation)
    if hall is None:
        raise NotFound("desk")
    return hall, desk, queues
