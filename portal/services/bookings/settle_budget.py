"""A decision, or a correction, changes what an application holds of a budget: what it gets less goes back."""

from forms.answers import Answers
from forms.definition.budget import money_in
from forms.definition.kind import ANNULLED, IN_VAIN, KINDS, REVOKED
from forms.path.consequences import budget_amount
from forms.path.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.bookings.commit_budget import Claim, give_back_decided, is_queued, share_of, year_of
from portal.services.cases.cases import Case, open_case
from portal.services.shared.needs import Basics, Records
from portal.store.bookings import budgets
from portal.store.cases import applications, chain_links

SHORT = "budget"
_MOST = 20  # links of a chain


def claim_of(installation: Records, unit: Unit, case: Case, state: str, result: Answers) -> Claim | None:
    """None if it moves no money: the worker gives back what ended in vain."""
    procedure, follows = case.procedure, case.procedure.follows
    if state in (*IN_VAIN, ANNULLED, REVOKED, *KINDS[case.row.kind].waiting):
        return None
    if procedure.budget is not None:
        row = share_of(unit, case.row.id, procedure.id)
        held = row.amount if row is not None and not is_queued(row) else None
        granted = money_in(result, procedure.budget.granted)
        amount = next((yen for yen in (granted, held, budget_amount(procedure, case.path)) if yen is not None), 0)
        return Claim(procedure, case.row.id, year_of(case.path, case.arrival_day), amount)
    settled = money_in(result, follows.settles) if follows is not None else None
    head = _head_of(installation, unit, case) if settled is not None else None
    if settled is None or head is None:
        return None
    return Claim(head.procedure, head.row.id, year_of(head.path, head.arrival_day), settled)


def _head_of(installation: Records, unit: Unit, case: Case) -> Case | None:
    number = chain_links.earlier_of(unit, case.row.id)
    for _ in range(_MOST):
        row = applications.by_id(unit, number) if number is not None else None
        if row is None:
            return None
        if installation.catalogue.version(unit, row.meaning).budget is not None:
            return open_case(installation, unit, row)
        number = chain_links.earlier_of(unit, row.id)
    return None


def lacks_budget(installation: Records, unit: Unit, case: Case, state: str, result: Answers) -> int:
    """Yen; 0 if it fits."""
    claim = claim_of(installation, unit, case, state, result)
    return 0 if claim is None else claim.lacks(installation, unit)


def demand_budget(installation: Records, unit: Unit, case: Case, state: str, result: Answers) -> None:
    """Raises Conflict."""
    if lacks_budget(installation, unit, case, state, result):
        raise Conflict(SHORT)


def reserve_decided(installation: Records, unit: Unit, case: Case, state: str, result: Answers) -> None:
    """Until `free_decided`. Raises Conflict if too little is left."""
    claim = claim_of(installation, unit, case, state, result)
    if claim is not None and not claim.reserve(installation, unit, case.row.id):
        raise Conflict(SHORT)


def free_decided(installation: Records, unit: Unit, case: Case) -> None:
    head = _head_of(installation, unit, case) if case.procedure.follows is not None else None
    for number in (case.row.id, *(() if head is None else (head.row.id,))):
        give_back_decided(installation, unit, number, case.row.id)


def settle_budget(installation: Records, unit: Unit, case: Case, state: str, result: Answers) -> None:
    """Raises Conflict if too little is left."""
    claim = claim_of(installation, unit, case, state, result)
    if claim is not None and not claim.settle(installation, unit):
        raise Conflict(SHORT)


def follow_correction(installation: Basics, unit: Unit, case: Case, path: Path) -> None:
    """With too little left it keeps what it holds, and the section sees what is missing."""
    row = share_of(unit, case.row.id, case.procedure.id) if case.procedure.budget is not None else None
    amount = budget_amount(case.procedure, path)
    if row is None or amount is None or amount == row.amount:
        return
    if is_queued(row):
        budgets.set_amount(unit, row.id, amount, to_micro(installation.clock.now()))
    else:
        Claim(case.procedure, case.row.id, year_of(path, case.arrival_day), amount).settle(installation, unit)
