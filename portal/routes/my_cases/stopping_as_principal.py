from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.kind import WITHDRAWN
from portal.errors import BadRequest, Closed, Conflict
from portal.services.my_cases.stop_application import ASK, NOW, way_to_stop
from portal.services.my_cases.stop_as_principal import case_of_principal, stop_as_principal
from portal.web.filing.who_files import mandator
from portal.web.my_cases.stop_page import stop_page
from portal.web.my_cases.stop_reason import reason_problem
from portal.web.shared.access import owner
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import reading, resident_actor

router = Router("resident", prefix="/mandates/{receipt_number}/stop", access=owner())


@router.get("")
def ask(request: Request, receipt_number: str) -> Response:
    return _page(request, receipt_number)


def _page(request: Request, receipt_number: str, **typed: Any) -> Response:
    """The page of the mandate if nothing can be stopped."""
    with reading(request) as (installation, unit):
        case = case_of_principal(installation, unit, mandator(request, unit), receipt_number)
        way = way_to_stop(installation, unit, case, installation.clock.today())
        if way in (NOW, ASK):
            return stop_page(request, unit, case, _home(receipt_number), way, **typed)
    return see(request, _home(receipt_number))


def _home(receipt_number: str) -> str:
    return f"/mandates/{receipt_number}"


@router.post("")
def stop(request: Request, receipt_number: str, posted: Post) -> Response:
    way, reason = first(posted, "way"), first(posted, "reason").strip()
    with reading(request) as (installation, unit):  # theirs, before anything is judged
        case_of_principal(installation, unit, mandator(request, unit), receipt_number)
    if way not in (NOW, ASK):
        raise BadRequest("way")
    problem = reason_problem(request, reason)
    if problem:
        return _page(request, receipt_number, reason=reason, problem=problem)
    try:
        with installation.database.change() as unit:
            session = mandator(request, unit)
            actor = resident_actor(request, session)
            case = stop_as_principal(installation, unit, session, actor, receipt_number, way, reason)
    except (Closed, Conflict):
        return _page(request, receipt_number, reason=reason, changed=True)
    done = "stopped" if way == NOW or case.row.state == WITHDRAWN else "stopping"
    return see(request, f"{_home(receipt_number)}?{done}")
