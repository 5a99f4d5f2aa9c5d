"""The till of a counter (締め): what came and went on a day, counted by one and signed off by another, printed, saved."""

from datetime import date

from fastapi import Request
from fastapi.responses import Response

from forms.japanese import plain
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.close_till import (
    TillSheet,
    close_till,
    count_till,
    count_till_again,
    demand_till,
    sheet_rows,
    till_of_today,
    till_sheet,
)
from portal.services.installation import Installation
from portal.services.keep_book import csv_line
from portal.services.rights import Member
from portal.services.take_fee import counter_of
from portal.services.visits import has_number
from portal.services.write_audit import write_audit
from portal.store import tills
from portal.web.cookies import read_cookie
from portal.web.counter_visit import PLACE_COOKIE
from portal.web.csv_answer import csv_answer
from portal.web.page import render, see
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/counter/till")
_MOST_NOTE, _MOST_YEN = 200, 100_000_000
_OVER = "数えているあいだに出し入れがあったか、ほかの職員が先に押しました。いまの様子を見て、もう一度してください。"


@router.get("")
def show(request: Request) -> Response:
    return _page(request)


def _which(request: Request, installation: Installation, posted: Posted | None = None) -> tuple[str, str]:
    """(counter, day): of the form, the address, or this computer's counter today."""
    counters = [one.id for one in installation.city.counters]
    asked = {name: request.query_params.get(name, "") for name in ("place", "day")}
    if posted is not None:
        asked = {name: first(posted, name) for name in ("place", "day")}
    kept = read_cookie(request, PLACE_COOKIE)
    place = asked["place"] or (kept if kept in counters else counters[0])
    counter_of(installation, place)
    today = installation.clock.today()
    try:
        day = date.fromisoformat(asked["day"] or today.isoformat())
    except ValueError:
        raise BadRequest("day") from None
    if day > today:
        raise BadRequest("day")
    return place, day.isoformat()


def _page(
    request: Request, posted: Posted | None = None, wrong: str = "", told: str = "", status: int = 200
) -> Response:
    installation = installation_of(request)
    place, day = _which(request, installation, posted)
    today = installation.clock.today().isoformat()
    with installation.database.write() as unit:
        signed = member(request, unit)
        demand_till(installation, signed)
        if day == today:
            till_of_today(installation, unit, place)
        sheet = till_sheet(installation, unit, place, day)
        unsigned = tills.unsigned_before(unit, today)
        unit.commit()
    titles = {one.id: one.title for one in installation.city.counters}
    context = {
        "sheet": sheet, "place": place, "day": day, "counters": installation.city.counters, "titles": titles,
        "today": today, "unsigned": [one for one in unsigned if (one.place, one.day) != (place, day)],
        "mine": sheet.row is not None and sheet.row.counted_by == signed.id, "wrong": wrong, "told": told,
        "problems": [(wrong, "counted")] if wrong else [], "entries": sheet.row.entries if sheet.row else 0,
        "typed": {name: first(posted, name) if posted else "" for name in ("counted", "note")},
    }  # fmt: skip
    return render(request, "pages/counter/till.html", context, status=status)


@router.post("")
def act(request: Request, posted: Post) -> Response:
    """Counted, counted anew, or signed off by somebody else."""
    installation = installation_of(request)
    place, day = _which(request, installation, posted)
    try:
        with installation.database.write() as unit:
            signed = member(request, unit)
            demand_till(installation, signed)
            wrong = _do(installation, unit, signed, place, day, posted)
            if not wrong:
                unit.commit()
    except Conflict:
        return _page(request, posted, told=_OVER, status=409)
    if wrong:
        return _page(request, posted, wrong, status=422)
    return see(request, f"/counter/till?place={place}&day={day}")


def _do(installation: Installation, unit: Unit, signed: Member, place: str, day: str, posted: Posted) -> str:
    """What has to be mended first, or ""."""
    match first(posted, "act"):
        case "count":
            wrong = _wrong(till_sheet(installation, unit, place, day), posted)
            if wrong:
                return wrong
            note, entries = first(posted, "note").strip(), first(posted, "entries")
            seen = int(entries) if entries.isascii() and entries.isdigit() and len(entries) < 10 else -1
            count_till(installation, unit, signed, place, day, _yen(first(posted, "counted")) or 0, note, seen)
        case "again":
            count_till_again(installation, unit, signed, place, day)
        case "close":
            close_till(installation, unit, signed, place, day)
        case _:
            raise BadRequest("act")
    return ""


def _wrong(sheet: TillSheet, posted: Posted) -> str:
    """What has to be mended, or ""."""
    counted, note = _yen(first(posted, "counted")), first(posted, "note").strip()
    if counted is None:
        return "数えた現金を、円の数字で入れてください。例：12300。なければ0。"
    if counted != sheet.expected and not note:
        return "記録と合いません。違いのわけを書くか、もう一度数えてください。"
    if len(note) > _MOST_NOTE or has_number(note):
        return f"違いのわけは{_MOST_NOTE}字まで、人の番号は書かないでください。"
    return ""


def _yen(typed: str) -> int | None:
    """Whole yen, however they were typed; None where it is no amount."""
    figures = plain(typed[:40]).replace(",", "").removesuffix("円")
    return int(figures) if figures.isascii() and figures.isdigit() and int(figures) < _MOST_YEN else None


@router.get(".csv")
def saved(request: Request) -> Response:
    installation = installation_of(request)
    place, day = _which(request, installation)
    with installation.database.write() as unit:
        signed = member(request, unit)
        demand_till(installation, signed)
        sheet = till_sheet(installation, unit, place, day)
        write_audit(installation, unit, signed.actor, "export till", detail=f"{place} {day}")
        unit.commit()
    return csv_answer(["\ufeff".encode(), *(csv_line(row) for row in sheet_rows(sheet))], f"till-{place}-{day}")
