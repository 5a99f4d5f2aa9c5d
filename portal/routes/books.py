"""The book (受付簿) as a page and as CSV. Who read how much of it is recorded."""

from datetime import date
from itertools import islice

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest, NotAllowed
from portal.services.import_words import STATES
from portal.services.installation import Installation
from portal.services.keep_book import COLUMNS, BookLine, as_csv, rows
from portal.services.reconcile import WHY, reconcile
from portal.services.rights import Member
from portal.services.sessions import touch_session
from portal.services.write_audit import write_audit
from portal.web.csv_answer import csv_answer
from portal.web.dates import day
from portal.web.page import render
from portal.web.period import period, periods
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk")

_SHOWN = 500


@router.get("/book")
def book(request: Request) -> Response:
    """The first lines of the period; all of them are in the CSV."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        every = _duties(installation, signed)
        duties = _chosen(request, every)
        since, until, problem = period(request, installation.clock.today())
        lines = [] if problem else list(islice(rows(installation, unit, duties, since, until), _SHOWN + 1))
        detail = f"{since} {until} {len(lines[:_SHOWN])} applications"
        write_audit(installation, unit, signed.actor, "see book", detail=detail)
        unit.commit()
    today = installation.clock.today()
    chosen = duties[0] if len(duties) == 1 else ""
    context = {
        "columns": COLUMNS,
        "lines": [_as_people_write(line) for line in lines[:_SHOWN]],
        "more": len(lines) > _SHOWN,
        "since": request.query_params.get("from", since.isoformat()),
        "until": request.query_params.get("to", until.isoformat()),
        "period": (since, until),
        "periods": [
            (words, _address("", first, last, chosen), (first, last) == (since, until))
            for words, first, last in periods(today)
        ],
        "problem": problem,
        "duties": [(duty, installation.city.office(duty, today).office, duties == (duty,)) for duty in every],
        "disposals": bool(signed.duties("see disposals", every)),
        "csv": _address(".csv", since, until, chosen),
    }
    return render(request, "pages/books/book.html", context, status=422 if problem else 200)


@router.get("/book.csv")
def csv(request: Request) -> Response:
    """Its length belongs into the record. Read without the lock of writers, who would wait for a long book."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        signed = member(request, unit)
        duties = _chosen(request, _duties(installation, signed))
        since, until, problem = period(request, installation.clock.today())
        if problem:
            raise BadRequest(problem)
        lines = list(as_csv(rows(installation, unit, duties, since, until)))
    with installation.database.write() as unit:
        detail = f"{since} {until} {' '.join(duties)} {len(lines) - 1} applications"
        write_audit(installation, unit, signed.actor, "export book", detail=detail)
        touch_session(installation, unit, request.state.staff_session)
        unit.commit()
    return csv_answer(lines, f"book-{since}-{until}")


@router.get("/book/reconciliation")
def reconciliation(request: Request) -> Response:
    """日次の突合 of one's own duties; what is gone belongs to nobody and is shown to everybody who keeps a book."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        duties = _duties(installation, signed)
        found = reconcile(unit)
        unexplained = [one for one in found.unexplained if not one.duty or one.duty in duties]
        write_audit(installation, unit, signed.actor, "reconcile", detail=f"{len(unexplained)} unexplained")
        unit.commit()
    today = installation.clock.today()
    offices = {duty: installation.city.office(duty, today).office for duty in duties}
    context = {
        "balances": [one for one in found.balances if one.duty in duties],
        "unexplained": unexplained,
        "offices": offices,
        "why": WHY,
        "packages": [(STATES[state], number) for state, number in found.packages.items()],
        "now": installation.clock.now(),
    }
    return render(request, "pages/books/reconciliation.html", context)


def _as_people_write(line: BookLine) -> BookLine:
    """Its days and times as the rest of the desk shows them; the CSV keeps those that sort."""
    arrived, _, at = line.arrived.partition(" ")
    hour, _, minute = at.rpartition(":")[0].partition(":")
    return line._replace(
        arrived=day(arrived) + (f" {int(hour)}時{minute}分" if at else ""), due=day(line.due) if line.due else "",
        decided=day(line.decided) if line.decided else "", sent="、".join(day(one) for one in line.sent.split()),
    )  # fmt: skip


def _address(kind: str, since: date, until: date, duty: str) -> str:
    return f"/desk/book{kind}?from={since}&to={until}&duty={duty}"


def _duties(installation: Installation, signed: Member) -> tuple[str, ...]:
    duties = signed.duties("see book", tuple(installation.city.duties))
    if not duties:
        raise NotAllowed("see book")
    return duties


def _chosen(request: Request, duties: tuple[str, ...]) -> tuple[str, ...]:
    """One of them, or all; NotAllowed for one that is not among them."""
    asked = request.query_params.get("duty", "")
    if asked and asked not in duties:
        raise NotAllowed(f"see book {asked}")
    return (asked,) if asked else duties
