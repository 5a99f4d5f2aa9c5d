"""申請をやめる: a page that says what will happen, and the press that does it or asks for it."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.kind import WITHDRAWN
from portal.errors import BadRequest, Closed, Conflict
from portal.services.cases import Case, case_of_resident
from portal.services.describe_procedure import describe_procedure
from portal.services.refund_payment import fee_after
from portal.services.stop_application import ASK, ASKED, MOST_SIGNS, NOW, OVER, stop_application, way_to_stop
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer
from portal.web.words import words

router = Router(prefix="/applications/{receipt_number}/stop")


@router.get("")
def ask(request: Request, receipt_number: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        way, fee = way_to_stop(unit, case), fee_after(installation, unit, case)
    if way in (ASKED, OVER):
        return see(request, f"/applications/{receipt_number}")
    return _page(request, case, way, fee)


def _page(request: Request, case: Case, way: str, fee: str, **told: Any) -> Response:
    """`fee`: what becomes of a fee that was paid, "" where none was. `told`: `reason` as typed and `problem`, or `changed`: another way than the page said before."""
    installation, language = installation_of(request), language_of(request)
    context = {
        "receipt_number": case.row.receipt_number,
        "facts": describe_procedure(installation, case.procedure, language),
        "kind": case.row.kind,
        "way": way,
        "fee": fee,
        "reason": "",
        "problem": "",
        "changed": False,
        "most": MOST_SIGNS,
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today())),
    }
    status = 422 if told.get("problem") else 409 if told.get("changed") else 200
    return render(request, "pages/applications/stop.html", context | told, status=status)


@router.post("")
def stop(request: Request, receipt_number: str, posted: Post) -> Response:
    """Commits, then answers. Sent twice, the second is led to the same page and changes nothing."""
    installation = installation_of(request)
    way, reason = first(posted, "way"), first(posted, "reason").strip()
    try:
        with installation.database.write() as unit:
            session = filer(request, unit)
            case = case_of_resident(installation, unit, session, receipt_number)
            if way not in (NOW, ASK):
                raise BadRequest("way")
            if len(reason) > MOST_SIGNS:
                problem = words(language_of(request))["stop.too_long"].format(most=MOST_SIGNS, now=len(reason))
                fee = fee_after(installation, unit, case)
                return _page(request, case, way, fee, reason=reason, problem=problem)
            stop_application(installation, unit, case, resident_actor(request, session), way, reason)
            unit.commit()
    except Closed:
        return see(request, f"/applications/{receipt_number}?over")
    except Conflict:
        return _changed(request, receipt_number, reason)
    done = "stopped" if way == NOW or case.row.state == WITHDRAWN else "stopping"
    return see(request, f"/applications/{receipt_number}?{done}")


def _changed(request: Request, receipt_number: str, reason: str) -> Response:
    """The office went on meanwhile: what can be done now is said before it is done."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        way, fee = way_to_stop(unit, case), fee_after(installation, unit, case)
    if way in (ASKED, OVER):
        return see(request, f"/applications/{receipt_number}")
    return _page(request, case, way, fee, reason=reason, changed=True)
