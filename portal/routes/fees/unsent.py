from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict, NotFound
from portal.services.fees.close_till import demand_till
from portal.services.fees.refund_advance import close_by_hand
from portal.services.fees.till import TAKES
from portal.services.fees.unsent_outside import note_given_outside, unsent_outside
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import write_audit
from portal.store.fees import advances
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/counter/till/unsent", access=staff("clerk", "reviewer", "approver"))
_MOST = 200
_OVER = "ほかの職員が先に記録したか、いまはその状態ではありません。下が、いまの様子です。"


@router.get("")
def show(request: Request) -> Response:
    return _page(request)


def _page(request: Request, message: str = "", status: int = 200) -> Response:
    with changing(request, member) as (installation, unit, signed):
        demand_till(installation.city, signed)
        duties = signed.duties(TAKES, tuple(installation.city.duties))
        sums, waiting = advances.sums(unit, duties), advances.for_staff(unit, duties, _MOST)
        outside = unsent_outside(unit, duties)
        write_audit(installation, unit, signed.actor, "see unsent fees", detail=str(len(waiting) + len(outside)))
        names = {row.procedure for row in waiting} | {row.procedure for row in outside}
        titles = {name: _title(installation, name) for name in names}
    context = {
        "sums": sums,
        "waiting": waiting,
        "titles": titles,
        "outside": outside,
        "message": message,
        "days": installation.settings.advance_days,
    }
    return render(request, "pages/counter/unsent.html", context, status=status)


def _title(installation: Installation, procedure: str) -> str:
    try:
        return installation.catalogue.current(procedure).title
    except NotFound:
        return procedure  # of the outer zone alone


@router.post("")
def act(request: Request, posted: Post) -> Response:
    try:
        with changing(request, member) as (installation, unit, signed):
            number, way = first(posted, "number"), first(posted, "way")
            if not note_given_outside(installation, unit, signed, number, way):
                close_by_hand(installation, unit, signed, number, way)
    except Conflict:
        return _page(request, _OVER, 409)
    return see(request, "/counter/till/unsent")
