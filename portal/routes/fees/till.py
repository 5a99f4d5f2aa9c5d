"""締め: counted by one, approved by another; and what the provider settled, against the tills."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.numbers.calendar import FIRST_DAY
from forms.text.japanese import plain
from portal.clock import iso_day
from portal.db import Unit
from portal.errors import BadRequest, Conflict, required
from portal.services.cases.keep_book import csv_line
from portal.services.counter.visits import has_number
from portal.services.fees.close_till import (
    TillSheet,
    close_till,
    count_till,
    count_till_again,
    demand_till,
    sheet_rows,
    till_sheet,
)
from portal.services.fees.compare_settlement import Comparison, compare_settlement
from portal.services.fees.read_settlement import read_settlement
from portal.services.fees.take_fee import counter_of
from portal.services.fees.till import TAKES, note_orders
from portal.services.fees.unsent_outside import unsent_outside
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import Fault
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.fees import advances, tills
from portal.store.fees.advances import FOR_STAFF
from portal.web.counter.cash_given import read_yen
from portal.web.counter.visit import PLACE_COOKIE
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.file_posting import FilePost, posted_table
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, read_cookie, reading, writing

router = Router("staff", prefix="/counter/till", access=staff("clerk", "reviewer", "approver"))
_MOST_NOTE = 200
_OVER = "数えているあいだに出し入れがあったか、ほかの職員が先に押しました。いまの様子を見て、もう一度してください。"


@router.get("")
def show(request: Request) -> Response:
    return _page(request)


def _which(request: Request, installation: Installation, posted: Posted | None = None) -> tuple[str, str]:
    # (counter, day).
    counters = [counter.id for counter in installation.city.counters]
    asked = {name: request.query_params.get(name, "") for name in ("place", "day")}
    if posted is not None:
        asked = {name: first(posted, name) for name in ("place", "day")}
    kept = read_cookie(request, PLACE_COOKIE)
    place = asked["place"] or (kept if kept in counters else counters[0])
    counter_of(installation.city, place)
    today = installation.clock.today()
    day = required(iso_day(asked["day"] or today.isoformat()), BadRequest("day"))
    if not FIRST_DAY <= day <= today:
        raise BadRequest("day")
    return place, day.isoformat()


def _page(
    request: Request, posted: Posted | None = None, wrong: str = "", problem: str = "", status: int = 200
) -> Response:
    installation = installation_of(request)
    place, day = _which(request, installation, posted)
    today = installation.clock.today().isoformat()
    with installation.database.change() as unit:
        signed = member(request, unit)
        demand_till(installation.city, signed)
        if day == today:
            note_orders(installation, unit, place)
        sheet = till_sheet(installation.keys, unit, place, day)
        unsigned = tills.unsigned_before(unit, today)
        unsent = _unsent(installation, unit, signed)
    # As `count_till` refuses. A page from before midnight posts there; its problem would be none.
    needless = sheet.row is None and day != today
    if needless:
        wrong, problem, status = "", "", 409 if posted else 200
    titles = {counter.id: counter.title for counter in installation.city.counters}
    context = {
        "sheet": sheet, "place": place, "day": day, "counters": installation.city.counters, "titles": titles,
        "today": today, "unsigned": [till for till in unsigned if (till.place, till.day) != (place, day)],
        "needless": needless, "mine": sheet.row is not None and sheet.row.counted_by == signed.id, "wrong": wrong, "message": problem,
        "problems": [(wrong, "counted")] if wrong else [], "shops": installation.shop_files is not None, "entries": sheet.row.entries if sheet.row else 0,
        **unsent, "typed": {name: first(posted, name) if posted else "" for name in ("counted", "note")},
    }  # fmt: skip
    return render(request, "pages/counter/till.html", context, status=status)


def _unsent(installation: Installation, unit: Unit, signed: Member) -> dict[str, int]:
    # Orders of what is not sent, and those of them that wait for staff.
    duties = signed.duties(TAKES, tuple(installation.city.duties))
    sums, outside = advances.sums(unit, duties), unsent_outside(unit, duties)
    return {
        "unsent": sum(count for _, count, _ in sums) + len(outside),
        "unsent_for_staff": sum(count for state, count, _ in sums if state in FOR_STAFF)
        + sum(not row.way for row in outside),
    }


@router.post("")
def act(request: Request, posted: Post) -> Response:
    installation = installation_of(request)
    place, day = _which(request, installation, posted)
    try:
        with installation.database.write() as unit:
            signed = member(request, unit)
            demand_till(installation.city, signed)
            wrong = _do(installation, unit, signed, place, day, posted)
            if not wrong:
                unit.commit()
    except Conflict:
        return _page(request, posted, problem=_OVER, status=409)
    if wrong:
        return _page(request, posted, wrong, status=422)
    return see(request, f"/counter/till?place={place}&day={day}")


def _do(installation: Installation, unit: Unit, signed: Member, place: str, day: str, posted: Posted) -> str:
    match first(posted, "act"):
        case "count":
            sheet = till_sheet(installation.keys, unit, place, day)
            wrong = _wrong(sheet, posted)
            if wrong:
                return wrong
            note, entries = first(posted, "note").strip(), first(posted, "entries")
            seen = int(entries) if entries.isascii() and entries.isdigit() and len(entries) < 10 else -1
            counted = _yen(first(posted, "counted"), sheet.expected) or 0
            count_till(installation, unit, signed, place, day, counted, note, seen)
        case "again":
            count_till_again(installation, unit, signed, place, day)
        case "close":
            close_till(installation, unit, signed, place, day, first(posted, "count"))
        case _:
            raise BadRequest("act")
    return ""


def _wrong(sheet: TillSheet, posted: Posted) -> str:
    counted, note = _yen(first(posted, "counted"), sheet.expected), first(posted, "note").strip()
    if counted is None:
        return "数えた現金を、円の数字で入れてください。例：12300。なければ0。"
    if counted != sheet.expected and not note:
        return "記録と合いません。違いの理由を書くか、もう一度数えてください。"
    if len(note) > _MOST_NOTE or has_number(note):
        return f"違いの理由は{_MOST_NOTE}字まで、人の番号は書かないでください。"
    return ""


def _yen(typed: str, expected: int) -> int | None:
    figures = plain(typed[:40])
    # Where more went back than came in, the float lacks it.
    below = expected < 0 and figures[:1] in ("-", "−", "▲")
    yen = read_yen(figures[1:] if below else figures)
    return -yen if below and yen is not None else yen


@router.get("/settlement")
def settlement(request: Request) -> Response:
    with reading(request) as (installation, unit):
        demand_till(installation.city, member(request, unit))
    return _settled(request)


@router.post("/settlement")
def compare(request: Request, sent: FilePost) -> Response:
    content = posted_table(sent, "settlement")
    with writing(request, member) as (installation, unit, signed):
        demand_till(installation.city, signed)
        if content is None:
            return _settled(request, problem="ファイルを選んでください。")
        lines, faults = read_settlement(content)
        if faults or not lines:
            return _settled(request, faults=faults, problem="" if faults else "ファイルに行がありません。")
        comparison = compare_settlement(unit, signed, lines)
        differences = len(comparison.differences) + comparison.elsewhere
        detail = f"{comparison.since} {comparison.until}, {len(lines)} lines, {differences} differences"
        write_audit(installation, unit, signed.actor, "compare settlement", detail=detail)
        unit.commit()
    return _settled(request, comparison=comparison)


def _settled(
    request: Request, *, comparison: Comparison | None = None, faults: Sequence[Fault] = (), problem: str = ""
) -> Response:
    titles = {counter.id: counter.title for counter in installation_of(request).city.counters}
    context = {
        "comparison": comparison, "faults": faults, "titles": titles, "problem": problem,
        "problems": [(problem, "settlement")] if problem else [],
    }  # fmt: skip
    return render(request, "pages/counter/settlement.html", context, wrong=problem or faults)


@router.get(".csv")
def saved(request: Request) -> Response:
    installation = installation_of(request)
    place, day = _which(request, installation)
    with installation.database.change() as unit:
        signed = member(request, unit)
        demand_till(installation.city, signed)
        sheet = till_sheet(installation.keys, unit, place, day)
        write_audit(installation, unit, signed.actor, "export till", detail=f"{place} {day}")
    rows = sheet_rows(sheet, counter_of(installation.city, place).title)
    return csv_answer(["\ufeff".encode(), *(csv_line(row) for row in rows)], f"till-{place}-{day}")
