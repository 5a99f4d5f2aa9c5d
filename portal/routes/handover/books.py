"""受付簿; every read is audited with its extent."""

from datetime import date
from itertools import islice

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest, NotAllowed
from portal.services.cases.keep_book import BookLine, as_csv, rows
from portal.services.handover.reconcile import WHY, reconcile
from portal.services.imports.import_words import STATES
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import touch_session
from portal.services.shared.write_audit import write_audit
from portal.web.my_cases.near_day import near_day
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render
from portal.web.shared.period import period, periods
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member, reading

router = Router("staff", prefix="/desk", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))

_SHOWN = 500


@router.get("/book")
def book(request: Request) -> Response:
    with changing(request, member) as (installation, unit, signed):
        every = _duties(installation, signed)
        duties = _chosen(request, every)
        since, until, problem = period(request, installation.clock.today())
        lines = [] if problem else list(islice(rows(installation, unit, duties, since, until, signed), _SHOWN + 1))
        detail = f"{since} {until} {len(lines[:_SHOWN])} applications"
        write_audit(installation, unit, signed.actor, "see book", detail=detail)
    today = installation.clock.today()
    chosen = duties[0] if len(duties) == 1 else ""
    context = {
        "lines": [_as_people_write(line, today) for line in lines[:_SHOWN]],
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
    return render(request, "pages/books/book.html", context, wrong=problem)


@router.get("/book.csv")
def csv(request: Request) -> Response:
    """Without the writer lock: a long book would block writers."""
    with reading(request, member) as (installation, unit, signed):
        duties = _chosen(request, _duties(installation, signed))
        since, until, problem = period(request, installation.clock.today())
        if problem:
            raise BadRequest(problem)
        lines = list(as_csv(rows(installation, unit, duties, since, until, signed)))
    with installation.database.change() as unit:
        detail = f"{since} {until} {' '.join(duties)} {len(lines) - 1} applications"
        write_audit(installation, unit, signed.actor, "export book", detail=detail)
        touch_session(installation.clock, unit, request.state.staff_session)
    return csv_answer(lines, f"book-{since}-{until}")


@router.get("/book/reconciliation")
def reconciliation(request: Request) -> Response:
    """日次の突合. Every member with the right sees deleted cases."""
    with changing(request, member) as (installation, unit, signed):
        duties = _duties(installation, signed)
        balance = reconcile(unit)
        unexplained = [
            difference for difference in balance.unexplained if not difference.duty or difference.duty in duties
        ]
        write_audit(installation, unit, signed.actor, "reconcile", detail=f"{len(unexplained)} unexplained")
    today = installation.clock.today()
    offices = {duty: installation.city.office(duty, today).office for duty in duties}
    context = {
        "balances": [duty_balance for duty_balance in balance.balances if duty_balance.duty in duties],
        "unexplained": unexplained,
        "offices": offices,
        "why": WHY,
        "packages": [(STATES[state], number) for state, number in balance.packages.items()],
        "handed_over": [(row, _layout(installation, row.layout)) for row in balance.handed_over if row.duty in duties],
        "now": installation.clock.now(),
    }
    return render(request, "pages/books/reconciliation.html", context)


def _layout(installation: Installation, layout: str) -> str:
    # A removed layout keeps its id.
    return installation.layouts[layout].title if layout in installation.layouts else layout


def _as_people_write(line: BookLine, today: date) -> tuple[str, ...]:
    number, arrived, *middle, due, decided, document, sent, handed_over, office = line
    time = arrived[11:16]
    return (
        number,
        near_day(arrived[:10], today) + (f" {int(time[:2])}時{time[3:]}分" if time else ""),
        *middle,
        near_day(due, today) if due else "",
        near_day(decided, today) if decided else "",
        document,
        "、".join([near_day(sent_on, today) for sent_on in sent.split()]) if sent else "",
        handed_over,
        office,
    )


def _address(kind: str, since: date, until: date, duty: str) -> str:
    return f"/desk/book{kind}?from={since}&to={until}&duty={duty}"


def _duties(installation: Installation, signed: Member) -> tuple[str, ...]:
    return signed.demand_duties("see book", installation.city.duties)


def _chosen(request: Request, duties: tuple[str, ...]) -> tuple[str, ...]:
    # Raises NotAllowed for a foreign duty.
    asked = request.query_params.get("duty", "")
    if asked and asked not in duties:
        raise NotAllowed(f"see book {asked}")
    return (asked,) if asked else duties
