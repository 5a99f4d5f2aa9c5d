"""持ち帰り, on a laptop."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict, NotFound
from portal.services.courier.bring_back import not_back
from portal.services.courier.carry_folder import folders_of, take_file
from portal.services.courier.folder import packages_in
from portal.services.courier.ledger import MOST
from portal.services.courier.pack import pack_courier
from portal.web.counter.clerk import clerk
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading

router = Router("staff", prefix="/counter/bring-back", access=staff("clerk", "reviewer"))
# What the last attempt came to.
_WAYS = ("done", "away", "busy")


@router.get("")
def show(request: Request) -> Response:
    installation = installation_of(request)
    laptop = installation.settings.laptop
    with installation.database.read() as unit:
        clerk(request, unit)
        rows = not_back(unit, MOST) if laptop else []
    way = request.query_params.get("way", "")
    context = {
        "laptop": laptop, "rows": rows, "most": MOST, "folder": folders_of(installation) is not None,
        "way": way if way in _WAYS else "",
    }  # fmt: skip
    return render(request, "pages/couriers/bring_back.html", context)


@router.post("")
def bring(request: Request, _post: Post) -> Response:
    with reading(request) as (installation, unit):
        member = clerk(request, unit)
    folders = folders_of(installation)
    if folders is None or not installation.settings.laptop:
        raise NotFound("courier")
    try:
        for path in packages_in([folders.in_.resolve(strict=True)]):
            take_file(installation, path, member.actor)
        for _ in pack_courier(installation, folders.out, member.actor, again=True):
            pass
    except OSError:  # no line, or no medium
        return see(request, "/counter/bring-back?way=away#way")
    except Conflict:
        return see(request, "/counter/bring-back?way=busy#way")
    return see(request, "/counter/bring-back?way=done#way")
