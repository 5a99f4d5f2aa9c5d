"""申請をやめる."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.kind import WITHDRAWN
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Closed, Conflict
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import WITHDRAW, case_for_act
from portal.services.cases.move_application import notify_applicant
from portal.services.my_cases.stop_application import ASK, LATE, NOW, stop_application, way_to_stop
from portal.services.shared.sessions import SEND
from portal.web.filing.who_files import filer
from portal.web.my_cases.stop_page import stop_page
from portal.web.my_cases.stop_reason import reason_problem
from portal.web.shared.access import owner
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading, resident_actor, writing

router = Router("resident", prefix="/applications/{receipt_number}/stop", access=owner())


@router.get("")
def ask(request: Request, receipt_number: str) -> Response:
    with reading(request, filer) as (installation, unit, session):
        case = case_for_act(installation, unit, session, receipt_number, WITHDRAW)
        if session.seat is not None:
            session.demand(SEND, case.procedure.id)
        way = _way(request, unit, case)
        if way in (NOW, ASK):
            return _page(request, unit, case, way)
    return see(request, f"/applications/{receipt_number}{'?late' if way == LATE else ''}")


def _way(request: Request, unit: Unit, case: Case) -> str:
    installation = installation_of(request)
    return way_to_stop(installation, unit, case, installation.clock.today())


def _page(request: Request, unit: Unit, case: Case, way: str, **typed: Any) -> Response:
    return stop_page(request, unit, case, f"/applications/{case.row.receipt_number}", way, **typed)


@router.post("")
def stop(request: Request, receipt_number: str, posted: Post) -> Response:
    way, reason = first(posted, "way"), first(posted, "reason").strip()
    try:
        with writing(request, filer) as (installation, unit, session):
            case = case_for_act(installation, unit, session, receipt_number, WITHDRAW)
            if way not in (NOW, ASK):
                raise BadRequest("way")
            problem = reason_problem(request, reason)
            if problem:
                return _page(request, unit, case, way, reason=reason, problem=problem)
            stop_application(installation, unit, case, resident_actor(request, session), way, reason)
            if way == NOW and case.row.state != WITHDRAWN:  # once: pressed again, it was withdrawn before
                notify_applicant(installation, unit, case, "withdrawn", to_micro(installation.clock.now()))
            unit.commit()
    except (Closed, Conflict) as refused:
        return _refused(request, receipt_number, reason, refused)
    done = "stopped" if way == NOW or case.row.state == WITHDRAWN else "stopping"
    return see(request, f"/applications/{receipt_number}?{done}")


def _refused(request: Request, receipt_number: str, reason: str, refused: Closed | Conflict) -> Response:
    with reading(request, filer) as (installation, unit, session):
        case = case_for_act(installation, unit, session, receipt_number, WITHDRAW)
        way = _way(request, unit, case)
        if isinstance(refused, Closed):
            return see(request, f"/applications/{receipt_number}?{way or 'over'}")
        if way not in (NOW, ASK):
            return see(request, f"/applications/{receipt_number}")
        return _page(request, unit, case, way, reason=reason, changed=True)
