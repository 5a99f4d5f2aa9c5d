"""手続ごとの集計: two periods compared; searches without a match."""

from datetime import date, timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.numbers.calendar import FIRST_DAY
from portal.errors import BadRequest, NotAllowed
from portal.services.desk.queue.compare_periods import MEASURES, Comparison, Span, compare_periods
from portal.services.desk.queue.judge_change import FEW
from portal.services.desk.queue.tabulate_comparison import VERDICTS, as_csv, tables_of
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import DOORS
from portal.services.shared.write_audit import write_audit
from portal.services.shared.write_workbook import SheetTable, write_workbook
from portal.store.finding import search_misses
from portal.store.finding.search_misses import MissedWord
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render
from portal.web.shared.period import period, periods
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member
from portal.web.shared.workbook_answer import workbook_answer

router = Router(
    "staff", prefix="/desk/figures/procedures", access=staff("clerk", "reviewer", "approver", "exporter", "auditor")
)

_DAY = timedelta(days=1)
_MOST_DAYS = 366
_MOST_WORDS = 50
_MOST_BARS = 12


@router.get("")
def show(request: Request) -> Response:
    installation = installation_of(request)
    before, after, problem = _spans(request, installation)
    comparison, misses = _read(request, before, after, problem)
    query = f"from={after[0]}&to={after[1]}&base_from={before[0]}&base_to={before[1]}"
    context = {
        "comparison": comparison, "misses": misses, "problem": problem, "before": before, "after": after,
        "measures": MEASURES, "verdicts": VERDICTS, "doors": DOORS, "few": FEW, "small": installation.settings.small_count,
        "bars": _bars(comparison), "typed": _typed(request, before, after),
        "csv": f"/desk/figures/procedures.csv?{query}", "xlsx": f"/desk/figures/procedures.xlsx?{query}",
        "periods": [
            (words, f"?from={a}&to={b}", (a, b) == after) for words, a, b in periods(installation.clock.today())
        ],
    }  # fmt: skip
    return render(request, "pages/desk/compare_figures.html", context, wrong=problem)


@router.get(".csv")
def csv(request: Request) -> Response:
    tables, name = _tables(request)
    return csv_answer(as_csv(tables), name)


@router.get(".xlsx")
def xlsx(request: Request) -> Response:
    tables, name = _tables(request)
    return workbook_answer(write_workbook(tables), name)


def _tables(request: Request) -> tuple[list[SheetTable], str]:
    installation = installation_of(request)
    before, after, problem = _spans(request, installation)
    if problem:
        raise BadRequest(problem)
    comparison, misses = _read(request, before, after)
    assert comparison is not None  # noqa: S101  # the spans are right
    return tables_of(comparison, misses), f"procedures-{after[0]}-{after[1]}"


def _read(request: Request, before: Span, after: Span, problem: str = "") -> tuple[Comparison | None, list[MissedWord]]:
    with changing(request, member) as (installation, unit, signed):
        duties = tuple(signed.duties("see", tuple(installation.city.duties)))
        if not duties:
            raise NotAllowed("see figures")
        if not problem:
            detail = f"{before[0]} {before[1]} {after[0]} {after[1]}"
            write_audit(installation, unit, signed.actor, "see figures", detail=detail)
    if problem:
        return None, []
    first, last = (f"{day:%Y-%m}" for day in after)
    return installation.database.count_behind(
        lambda unit: (
            compare_periods(installation, unit, duties, before, after),
            search_misses.most(unit, first, last, _MOST_WORDS),
        )
    )


def _spans(request: Request, installation: Installation) -> tuple[Span, Span, str]:
    # Before, after, and an error message or "".
    since, until, problem = period(request, installation.clock.today(), most_days=_MOST_DAYS)
    baseline = installation.city.baseline
    usual = (baseline.from_, baseline.to) if baseline else (since - (until - since) - _DAY, since - _DAY)
    if problem:
        return usual, (since, until), problem
    asked = (request.query_params.get(name, "") for name in ("base_from", "base_to"))
    try:
        first, last = (date.fromisoformat(text) if text else day for text, day in zip(asked, usual, strict=True))
    except ValueError:
        return usual, (since, until), "くらべる期間を日付で入れてください。例：2026-04-01"
    if first < FIRST_DAY or last < first or (last - first).days >= _MOST_DAYS:
        problem = f"くらべる期間は、始めの日から{_MOST_DAYS}日までにしてください。"
    elif first <= until and since <= last:
        problem = "くらべる期間を、集計する期間と重ならないようにしてください。"
    return (first, last), (since, until), problem


def _typed(request: Request, before: Span, after: Span) -> dict[str, str]:
    days = {"from": after[0], "to": after[1], "base_from": before[0], "base_to": before[1]}
    return {name: request.query_params.get(name) or day.isoformat() for name, day in days.items()}


def _bars(comparison: Comparison | None) -> list[tuple[str, list[tuple[str, int]]]]:
    # (procedure, (door, number) …) of those that arrived most.
    lines: list[tuple[str, list[tuple[str, Any]]]] = [
        (line.procedure, [(door, line.after.doors[door]) for door in DOORS])
        for line in (comparison.procedures if comparison else ())
        if line.after.arrived
    ]
    return lines[:_MOST_BARS]
