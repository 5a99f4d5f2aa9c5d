"""集計 as pictures with tables, and as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, NotAllowed
from portal.services.desk_figures import MOST_RETURNS, SMALL, Taken, Waits, arrivals, reasons, taken, told, waits
from portal.services.installation import Installation
from portal.services.keep_book import csv_line
from portal.services.write_audit import write_audit
from portal.web.csv_answer import csv_answer
from portal.web.page import render
from portal.web.period import period, periods
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk")

_MOST_DAYS = 366
_UNDECIDED = Taken((), None, None)


@dataclass(frozen=True)
class Figures:
    waits: tuple[Waits, ...]
    arrivals: tuple[tuple[date, int], ...] = ()
    taken: Taken = _UNDECIDED
    reasons: tuple[tuple[str, int], ...] = ()


@router.get("/figures")
def show(request: Request) -> Response:
    installation = installation_of(request)
    today = installation.clock.today()
    since, until, problem = period(request, today, most_days=_MOST_DAYS)
    with installation.database.write() as unit:
        found = _figures(request, installation, unit, since, until, bool(problem))
        unit.commit()
    context = {
        "found": found, "told": told, "small": SMALL, "most_returns": MOST_RETURNS, "problem": problem,
        "since": request.query_params.get("from", since.isoformat()),
        "until": request.query_params.get("to", until.isoformat()),
        "span": (since, until), "csv": f"/desk/figures.csv?from={since}&to={until}",
        "periods": [(words, f"?from={a}&to={b}", (a, b) == (since, until)) for words, a, b in periods(today)],
    }  # fmt: skip
    return render(request, "pages/desk/figures.html", context, status=422 if problem else 200)


@router.get("/figures.csv")
def csv(request: Request) -> Response:
    installation = installation_of(request)
    since, until, problem = period(request, installation.clock.today(), most_days=_MOST_DAYS)
    if problem:
        raise BadRequest(problem)
    with installation.database.write() as unit:
        found = _figures(request, installation, unit, since, until, wrong=False)
        unit.commit()
    return csv_answer(_lines(found), f"figures-{since}-{until}")


def _figures(
    request: Request, installation: Installation, unit: Unit, since: date, until: date, wrong: bool
) -> Figures:
    """What waits now always; the rest of these days. Recorded, for words of returns were opened to be counted."""
    signed = member(request, unit)
    duties = signed.duties("see", tuple(installation.city.duties))
    if not duties:
        raise NotAllowed("see figures")
    waiting = waits(installation, unit, duties)
    if wrong:
        return Figures(waiting)
    write_audit(installation, unit, signed.actor, "see figures", detail=f"{since} {until}")
    return Figures(
        waiting, arrivals(unit, duties, since, until), taken(unit, duties, since, until),
        reasons(installation, unit, duties, since, until),
    )  # fmt: skip


def _lines(found: Figures) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_line(("表", "担当課", "項目", "件数"))
    for one in found.waits:
        for words, number in (("審査中", one.number), ("うち補正待ち", one.returned), ("うち期限超過", one.late)):
            yield csv_line((words, one.office, one.procedure, told(number, own=one.own)))
    for day, number in found.arrivals:
        yield csv_line(("届いた申請", "", day.isoformat(), str(number)))
    for words, number in found.taken.groups:
        yield csv_line(("決まるまでの日数", "", words, str(number)))
    for words, number in found.reasons:
        yield csv_line(("補正の理由", "", words, str(number)))
