"""コンビニの収納データ."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.shop_file_socket import ShopFault
from portal.errors import NotFound, required
from portal.services.fees.close_till import demand_till
from portal.services.fees.take_shop_file import Taking, read_shop_file, take_shop_file
from portal.services.shared.write_audit import write_audit
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost, posted_table
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import demand_inside, installation_of, member, reading

router = Router("staff", prefix="/counter/till/shops", access=staff("clerk", "reviewer", "approver"))


@router.get("")
def show(request: Request) -> Response:
    with reading(request) as (installation, unit):
        demand_till(installation.city, member(request, unit))
    return _page(request)


@router.post("")
def take(request: Request, sent: FilePost) -> Response:
    # The file is read outside of a unit, and none of it is kept.
    with reading(request) as (installation, unit):
        demand_till(installation.city, member(request, unit))
        demand_inside(request)
    content = posted_table(sent, "shops")
    if content is None:
        return _page(request, problem="ファイルを選んでください。")
    lines, faults = read_shop_file(installation, content)
    if faults or not lines:
        return _page(request, faults=faults, problem="" if faults else "ファイルに、払われた行がありません。")
    with installation.database.change() as unit:
        signed = member(request, unit)
        demand_till(installation.city, signed)
        taking = take_shop_file(installation, unit, signed, lines)
        detail = f"{len(lines)} lines, {len(taking.to_look_at)} to look at"
        write_audit(installation, unit, signed.actor, "take shop file", detail=detail)
    return _page(request, taking=taking)


def _page(
    request: Request, *, taking: Taking | None = None, faults: Sequence[ShopFault] = (), problem: str = ""
) -> Response:
    files = required(installation_of(request).shop_files, NotFound("shop file"))
    context = {
        "taking": taking, "faults": faults, "problem": problem, "layout": files.title,
        "problems": [(problem, "shops")] if problem else [],
    }  # fmt: skip
    return render(request, "pages/counter/shop_file.html", context, wrong=problem or faults)
