from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from forms.definition.budget import ARRIVAL
from forms.definition.procedure import Procedure
from forms.path.consequences import budget_amount
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.services.bookings.commit_budget import (
    Account,
    account_of,
    budget_years,
    closes,
    is_queued,
    open_years,
    place_in_queue,
    queue_of,
    share_of,
    time_of_budget,
    year_of,
)
from portal.services.cases.cases import Case
from portal.services.shared.needs import Basics
from portal.store.bookings import budgets
from portal.store.bookings.budgets import Held


@dataclass(frozen=True)
class OpenBudget:
    year: int
    account: Account
    used_up: bool  # nobody can file, or (`waits`) only queue
    waits: bool


@dataclass(frozen=True)
class CaseBudget:
    year: int
    account: Account
    asked: int | None
    held: int | None  # None if nothing
    place: int  # in the queue, 0 = not in it
    in_order: bool  # by arrival


@dataclass(frozen=True)
class SectionBudget:
    """`over`: yen beyond the total."""

    procedure: str
    title: str
    duty: str
    year: int
    in_order: bool
    account: Account

    @property
    def over(self) -> int:
        return max(self.account.committed + self.account.granted - self.account.total, 0)


@dataclass(frozen=True)
class Month:
    """Of arrival, YYYY-MM. Yen."""

    month: str
    number: int
    granted: int
    committed: int
    queued: int


def section_budgets(
    installation: Basics, unit: Unit, duties: Collection[str], procedure: str = ""
) -> list[SectionBudget]:
    lines = []
    for described in installation.catalogue.all():
        budget = described.budget
        if budget is None or described.duty not in duties or procedure not in ("", described.id):
            continue
        for year in sorted({*budget_years(unit, described), *open_years(installation, described)}, reverse=True):
            account = account_of(installation, unit, described, year)
            by_arrival = budget.order == ARRIVAL
            lines.append(SectionBudget(described.id, described.title, described.duty, year, by_arrival, account))
    return sorted(lines, key=lambda line: (-line.year, line.procedure))


def held_of(installation: Basics, unit: Unit, budget: SectionBudget) -> list[Held]:
    time = time_of_budget(budget.procedure, budget.year)
    return budgets.held(unit, time, queue_of(time), to_micro(installation.clock.now()))


def months_of(held: Collection[Held]) -> list[Month]:
    numbers, granted, committed, queued = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for share in held:
        month = tokyo_day(from_micro(share.arrived_at)).isoformat()[:7]
        numbers[month] += 1
        sums = queued if share.queued else granted if share.decided else committed
        sums[month] += share.amount
    return [Month(month, numbers[month], granted[month], committed[month], queued[month]) for month in sorted(numbers)]


def open_budgets(installation: Basics, unit: Unit, procedure: Procedure) -> list[OpenBudget]:
    if procedure.budget is None:
        return []
    accounts = {year: account_of(installation, unit, procedure, year) for year in open_years(installation, procedure)}
    closed = closes(procedure) and all(account.is_used_up for account in accounts.values())
    by_arrival = procedure.budget.order == ARRIVAL
    return [
        OpenBudget(year, account, by_arrival and account.is_used_up, by_arrival and account.is_used_up and not closed)
        for year, account in accounts.items()
    ]


def budget_of_case(installation: Basics, unit: Unit, case: Case) -> CaseBudget | None:
    procedure = case.procedure
    if procedure.budget is None:
        return None
    row = share_of(unit, case.row.id, procedure.id)
    queued = row is not None and is_queued(row)
    year = year_of(case.path, case.arrival_day)
    return CaseBudget(
        year,
        account_of(installation, unit, procedure, year),
        budget_amount(procedure, case.path),
        row.amount if row is not None and not queued else None,
        place_in_queue(installation, unit, row) if row is not None and queued else 0,
        procedure.budget.order == ARRIVAL,
    )
