"""集計 as charts, tables, CSV and XLSX."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, NotAllowed
from portal.services.bookings.describe_budgets import SectionBudget, section_budgets
from portal.services.cases.keep_book import csv_line
from portal.services.desk.queue.count_answers import tallied_of
from portal.services.desk.queue.figures import (
    MOST_RETURNS,
    SMALL,
    Taken,
    Waits,
    arrivals,
    by_section,
    outcomes,
    reasons,
    shown_count,
    taken,
    waits,
)
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import write_audit
from portal.services.shared.write_workbook import SheetTable, write_workbook
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.dates import fiscal_year
from portal.web.shared.page import render
from portal.web.shared.period import period, periods
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member
from portal.web.shared.workbook_answer import workbook_answer

router = Router("staff", prefix="/desk", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))

_MOST_DAYS = 366
_UNDECIDED = Taken((), None, None)
_WAITING = "審査中", "うち補正待ち", "うち期限を過ぎた"
_BUDGET = "予算額", "うち決定した額", "うち取ってある額", "予算の残り", "予算を待っている額"


@dataclass(frozen=True)
class Figures:
    waits: tuple[Waits, ...]
    arrivals: tuple[tuple[date, int], ...] = ()
    taken: Taken = _UNDECIDED
    reasons: tuple[tuple[str, int], ...] = ()
    outcomes: tuple[tuple[str, str, int], ...] = ()
    budgets: tuple[SectionBudget, ...] = ()


@router.get("/figures")
def show(request: Request) -> Response:
    installation = installation_of(request)
    today = installation.clock.today()
    since, until, problem = period(request, today, most_days=_MOST_DAYS)
    figures = _figures(request, since, until, wrong=bool(problem))
    own = by_section(figures.waits)
    links = (
        ("審査中", "who=all", "number"),
        ("補正待ち", "state=returned", "returned"),
        ("期限を過ぎた", "due=over", "late"),
    )
    context = {
        "own": own, "others": [line for line in figures.waits if not line.own],
        "totals": [
            (words, f"/desk?{query}", sum(getattr(section, name) for section in own)) for words, query, name in links
        ],
        "tallied": tallied_of(installation, request.state.staff),
        "figures": figures, "shown_count": shown_count, "small": SMALL, "most_returns": MOST_RETURNS, "problem": problem,
        "since": request.query_params.get("from", since.isoformat()),
        "until": request.query_params.get("to", until.isoformat()),
        "span": (since, until), "saved": f"from={since}&to={until}",
        "periods": [(words, f"?from={a}&to={b}", (a, b) == (since, until)) for words, a, b in periods(today)],
    }  # fmt: skip
    return render(request, "pages/desk/figures.html", context, wrong=problem)


@router.get("/figures.csv")
def csv(request: Request) -> Response:
    figures, name = _saved(request)
    return csv_answer(_lines(figures), name)


@router.get("/figures.xlsx")
def xlsx(request: Request) -> Response:
    figures, name = _saved(request)
    return workbook_answer(write_workbook(_tables(figures)), name)


def _saved(request: Request) -> tuple[Figures, str]:
    since, until, problem = period(request, installation_of(request).clock.today(), most_days=_MOST_DAYS)
    if problem:
        raise BadRequest(problem)
    return _figures(request, since, until), f"figures-{since}-{until}"


def _figures(request: Request, since: date, until: date, *, wrong: bool = False) -> Figures:
    # Audited: it opens the texts of returns to count them.
    with changing(request, member) as (installation, unit, signed):
        duties = signed.duties("see", tuple(installation.city.duties))
        if not duties:
            raise NotAllowed("see figures")
        if not wrong:
            write_audit(installation, unit, signed.actor, "see figures", detail=f"{since} {until}")
    return installation.database.count_behind(
        lambda unit: _counted(installation, unit, duties, None if wrong else (since, until))
    )


def _counted(installation: Installation, unit: Unit, duties: Sequence[str], span: tuple[date, date] | None) -> Figures:
    waiting = waits(installation, unit, duties)
    if span is None:
        return Figures(waiting)
    return Figures(
        waiting, arrivals(unit, duties, *span), taken(unit, duties, *span), reasons(installation, unit, duties, *span),
        outcomes(installation, unit, duties, *span), tuple(section_budgets(installation, unit, duties)),
    )  # fmt: skip


def _lines(figures: Figures) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_line(("表", "担当課", "項目", "件数（予算は円）"))
    for waiting in figures.waits:
        for words, shown in zip(_WAITING, _shown(waiting), strict=True):
            yield csv_line((words, waiting.office, waiting.procedure, shown))
    for day, number in figures.arrivals:
        yield csv_line(("届いた申請", "", day.isoformat(), str(number)))
    for words, number in figures.taken.groups:
        yield csv_line(("決まるまでの日数", "", words, str(number)))
    for procedure, words, number in figures.outcomes:
        yield csv_line(("決まった結果", procedure, words, str(number)))
    for budget in figures.budgets:
        for words, yen in zip(_BUDGET, _yen(budget), strict=True):
            yield csv_line((words, budget.title, fiscal_year(budget.year), str(yen)))
    for words, number in figures.reasons:
        yield csv_line(("補正の理由", "", words, str(number)))


def _tables(figures: Figures) -> list[SheetTable]:
    # One for each table of the page, hidden numbers as there.
    return [
        SheetTable(
            "審査中",
            ("担当課", "手続", *_WAITING),
            [(wait.office, wait.procedure, *map(_number, _shown(wait))) for wait in figures.waits],
        ),
        SheetTable("届いた申請", ("到達日", "件数"), [(day.isoformat(), number) for day, number in figures.arrivals]),
        SheetTable("決まるまでの日数", ("日数", "件数"), figures.taken.groups),
        SheetTable("決まった結果", ("手続", "結果", "件数"), figures.outcomes),
        SheetTable(
            "予算",
            ("予算", "年度", *(f"{words}（円）" for words in _BUDGET)),
            [(budget.title, fiscal_year(budget.year), *_yen(budget)) for budget in figures.budgets],
        ),
        SheetTable("補正の理由", ("理由", "件数"), figures.reasons),
    ]


def _shown(waiting: Waits) -> tuple[str, ...]:
    numbers = waiting.number, waiting.returned, waiting.late
    return tuple(shown_count(number, own=waiting.own, of=waiting.number) for number in numbers)


def _number(shown: str) -> int | str:
    return int(shown) if shown.isdigit() else shown


def _yen(budget: SectionBudget) -> tuple[int, ...]:
    account = budget.account
    return account.total, account.granted, account.committed, account.left, account.queued
