"""利用券 of a section: shops, figures, CSV."""

from collections.abc import Iterator, Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.text.japanese import unusable
from portal.clock import TOKYO, from_micro
from portal.db import Unit
from portal.errors import BadRequest
from portal.services.cases.keep_book import csv_line
from portal.services.fees.keep_coupons import (
    MOST,
    MOST_NAME,
    add_shop,
    coupon_procedure,
    coupon_procedures,
    end_shop,
    issued_coupons,
    shop_lines,
    used_coupons,
)
from portal.services.fees.redeem_coupon import shop_key
from portal.store.fees.coupons import UsedRow
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render, see
from portal.web.shared.period import period, periods
from portal.web.shared.posting import Post, first
from portal.web.shared.qr import qr
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, installation_of, member, reading, writing

router = Router("staff", prefix="/desk/coupons")

_SEES = staff("clerk", "reviewer", "approver", "exporter", "auditor")
_KEEPS = staff("reviewer", "approver")
_MOST_DAYS = 366
_BOM = b"\xef\xbb\xbf"


@router.get("", access=_SEES)
def every(request: Request) -> Response:
    with reading(request, member) as (installation, _, signed):
        signed.demand_duties("see", installation.city.duties)
        procedures = coupon_procedures(installation, signed)
    return render(request, "pages/coupons/procedures.html", {"procedures": procedures})


@router.get("/{procedure}", access=_SEES)
def show(request: Request, procedure: str) -> Response:
    with reading(request) as (_, unit):
        return _page(request, unit, procedure, did=request.query_params.get("did", ""))


def _page(request: Request, unit: Unit, procedure: str, *, did: str = "", name: str = "", wrong: str = "") -> Response:
    installation, today = installation_of(request), installation_of(request).clock.today()
    signed = member(request, unit)
    definition = coupon_procedure(installation, signed, procedure)
    since, until, problem = period(request, today, most_days=_MOST_DAYS)
    issued = issued_coupons(unit, procedure)
    base = installation.settings.base_url
    lines = [
        (line, f"{base}/shops/{line.shop.id}/{shop_key(installation, line.shop.id)}")
        for line in shop_lines(unit, procedure, since, until)
    ]
    context = {
        "procedure": definition, "shops": lines, "issued": issued, "today": today.isoformat(), "most": MOST, "since": since, "until": until,
        "keeps": signed.may("review", definition.duty), "single": installation.settings.zone == "single", "name": name,
        "wrong": wrong, "problem": problem, "problems": [(wrong, "shop-name")] if wrong else [],
        "csv": f"/desk/coupons/{procedure}/uses.csv?from={since}&to={until}", "qr": qr,
        "periods": [(words, f"?from={a}&to={b}", (a, b) == (since, until)) for words, a, b in periods(today)],
        "flash": {"added": "店を登録しました。リンクを店に渡してください。", "ended": "店をおわりにしました。リンクは、もう使えません。"}.get(did),
    }  # fmt: skip
    return render(request, "pages/coupons/procedure.html", context, wrong=wrong or problem)


@router.get("/{procedure}/uses.csv", access=_SEES)
def csv(request: Request, procedure: str) -> Response:
    installation = installation_of(request)
    since, until, problem = period(request, installation.clock.today(), most_days=_MOST_DAYS)
    if problem:
        raise BadRequest(problem)
    with installation.database.change() as unit:
        signed = member(request, unit)
        demand_inside(request)
        coupon_procedure(installation, signed, procedure)
        rows = used_coupons(installation, unit, signed, procedure, since, until)
    return csv_answer(_lines(rows), f"coupons-{procedure}-{since}-{until}")


def _lines(rows: Sequence[UsedRow]) -> Iterator[bytes]:
    yield _BOM
    yield csv_line(["使った日", "時刻", "店", "受付番号", "1回分の額", "取消し", "払う額"])
    for row in rows:
        undone = _time(row.undone_at) if row.undone_at is not None else ""
        pays = "0" if undone else str(row.value)  # its sum is that of the page
        yield csv_line([row.day, _time(row.at), row.shop, row.receipt_number, str(row.value), undone, pays])


def _time(at: int) -> str:
    return from_micro(at).astimezone(TOKYO).strftime("%H:%M")


@router.post("/{procedure}/shops", access=_KEEPS)
def add(request: Request, procedure: str, posted: Post) -> Response:
    name = " ".join(first(posted, "name").split())
    with writing(request, member) as (installation, unit, signed):
        coupon_procedure(installation, signed, procedure, keeps=True)
        if not 0 < len(name) <= MOST_NAME or unusable(name):
            return _page(request, unit, procedure, name=name, wrong=f"店の名前を、{MOST_NAME}字までで書いてください。")
        add_shop(installation, unit, signed, procedure, name)
        unit.commit()
    return see(request, f"/desk/coupons/{procedure}?did=added")


@router.post("/{procedure}/shops/{shop}/end", access=_KEEPS)
def end(request: Request, procedure: str, shop: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        end_shop(installation, unit, member(request, unit), procedure, shop)
    return see(request, f"/desk/coupons/{procedure}?did=ended")
