"""利用券 of residents, and their shops."""

import secrets
from collections.abc import Callable
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.db import Unit
from portal.errors import BadRequest, Closed, NotFound, required
from portal.services.cases.cases import case_of_resident
from portal.services.cases.coupons import coupons_of
from portal.services.fees.redeem_coupon import offered_coupon, shop_by_key, undo_use, use_coupon
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.store.fees import coupons
from portal.store.fees.coupons import ShopRow
from portal.web.filing.who_files import filer
from portal.web.shared.access import anyone, owner
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.posting import Post, first, whole
from portal.web.shared.qr import qr
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, place_of, read_cookie, reading, set_cookie

router = Router("resident")

_SHOP = "shop"  # the page of the shop that this browser has opened
_DAYS = 400  # no browser keeps a cookie longer


@router.get("/applications/{receipt_number}/coupon", access=owner())
def own(request: Request, receipt_number: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        shown = coupons_of(installation, unit, case)
    context = {
        "title": speech_of(case.procedure, language).text("title", case.procedure.title),
        "receipt_number": receipt_number,
        "coupons": [
            (coupon, qr(f"{installation.settings.base_url}/coupons/{coupon.code}") if coupon.state == "good" else "")
            for coupon in shown
        ],
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today()), language),
    }
    return render(request, "pages/coupons/own.html", context)


@router.get("/coupons/{code}", access=anyone())
def scanned(request: Request, code: str) -> Response:
    # The address in the QR code. It says nothing of the coupon but at a shop.
    shop, _, key = read_cookie(request, _SHOP).partition(".")
    try:
        with reading(request) as (installation, unit):
            shop_by_key(installation, unit, shop, key)
    except NotFound:
        return render(request, "pages/coupons/elsewhere.html")
    return see(request, f"/shops/{shop}/{key}?code={quote(code[:20], safe='')}")


@router.get("/shops/{shop}/{key}", access=anyone())
def show(request: Request, shop: str, key: str) -> Response:
    code, once = request.query_params.get("code", "")[:40], request.query_params.get("used", "")
    with changing(request) as (installation, unit):
        row = shop_by_key(installation, unit, shop, key)
        offered = offered_coupon(installation, unit, row, code, place_of(request)) if code else None
        today = [
            (from_micro(use.at), use)
            for use in coupons.uses_of_shop(unit, row.id, installation.clock.today().isoformat())
        ]
    context = {
        "shop": row, "here": f"/shops/{shop}/{key}", "code": code, "offered": offered, "once": secrets.token_urlsafe(16),
        "wrong": bool(code) and offered is None, "uses": today, "just": next((at for at, use in today if use.once == once and use.undone_at is None), None),
        "note": next((name for name in ("late", "undone") if request.query_params.get(name)), ""),
        "title": installation.catalogue.current(row.procedure).title,
    }  # fmt: skip
    response = render(request, "pages/coupons/shop.html", context, wrong=context["wrong"])
    set_cookie(request, response, _SHOP, f"{shop}.{key}", days=_DAYS)
    return response


@router.post("/shops/{shop}/{key}/use", access=anyone())
def use(request: Request, shop: str, key: str, posted: Post) -> Response:
    code, once = first(posted, "code"), first(posted, "once")

    def do(installation: Installation, unit: Unit, row: ShopRow) -> None:
        if offered_coupon(installation, unit, row, code, place_of(request)) is None:
            unit.commit()  # a guess counts here too
            raise NotFound("coupon")
        use_coupon(installation, unit, row, code, once, place_of(request))

    return _act(request, shop, key, do, f"?used={once}")


@router.post("/shops/{shop}/{key}/undo", access=anyone())
def undo(request: Request, shop: str, key: str, posted: Post) -> Response:
    number = required(whole(first(posted, "use"), 15), BadRequest("use"))

    def do(installation: Installation, unit: Unit, row: ShopRow) -> None:
        undo_use(installation, unit, row, number, place_of(request))

    return _act(request, shop, key, do, "?undone=1")


def _act(
    request: Request, shop: str, key: str, do: Callable[[Installation, Unit, ShopRow], None], then: str
) -> Response:
    try:
        with changing(request) as (installation, unit):
            do(installation, unit, shop_by_key(installation, unit, shop, key))
    except Closed:
        then = "?late=1"
    return see(request, f"/shops/{shop}/{key}{then}")
