"""日次の突合: accounts for every application, and names contradictions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.definition.kind import EXAMINING, KINDS, RECEIVED, RETURNED, SCREENING, WITHDRAWN
from portal.db import Unit
from portal.store.disposal import disposals
from portal.store.handover import contradictions, hand_overs
from portal.store.handover.contradictions import Contradiction
from portal.store.imports import import_packages

# The applicant is notified of 待ち and 対応中, but they are not final.
_OPEN = {RECEIVED, SCREENING, EXAMINING} | {state for kind in KINDS.values() for state in kind.waiting}
_DECIDED = {state for kind in KINDS.values() for state in (*kind.outcomes, *kind.endings)} - _OPEN
WHY: Mapping[str, str] = {
    "arrived_once": "到達の記録が1つではありません",
    "history_whole": "経過がつながっていません",
    "state_as_told": "状態が、最後の経過と違います",
    "recorded": "監査の記録にある到達が1つではありません",
    "answers_kept": "今の申請内容がありません",
    "gone": "届いた記録があるのに、申請がありません",
    "back": "廃棄した記録があるのに、申請があります",
    "state": "知らない状態です",
    "package_kept": "ほかから届いた記録（パッケージ）が1つではありません",
}


@dataclass
class Balance:
    duty: str
    open: int = 0
    returned: int = 0
    decided: int = 0
    withdrawn: int = 0
    disposed: int = 0
    astray: int = 0  # unknown states

    @property
    def arrived(self) -> int:
        return self.open + self.returned + self.decided + self.withdrawn + self.disposed + self.astray


@dataclass(frozen=True)
class HandedOver:
    """Each application once; the receiver must acknowledge what was handed over."""

    layout: str
    duty: str
    handed: int
    acknowledged: int

    @property
    def open(self) -> int:
        return self.handed - self.acknowledged


@dataclass(frozen=True)
class Reconciliation:
    balances: tuple[Balance, ...]
    unexplained: tuple[Contradiction, ...] = field(default=())
    packages: Mapping[str, int] = field(default_factory=dict)
    handed_over: tuple[HandedOver, ...] = ()


def reconcile(unit: Unit) -> Reconciliation:
    """Consistent only if `unit` reads one state of the database."""
    balances: dict[str, Balance] = {}
    for counted in contradictions.counts(unit):
        balance = balances.setdefault(counted.duty, Balance(counted.duty))
        if counted.state in _OPEN:
            balance.open += counted.number
        elif counted.state == RETURNED:
            balance.returned += counted.number
        elif counted.state == WITHDRAWN:
            balance.withdrawn += counted.number
        elif counted.state in _DECIDED:
            balance.decided += counted.number
        else:
            balance.astray += counted.number
    for duty, number in disposals.disposed_counts(unit).items():
        balances.setdefault(duty, Balance(duty)).disposed = number
    came = {state: number for state, number in import_packages.counts(unit).items() if number}
    handed = tuple(HandedOver(*row) for row in hand_overs.totals(unit))
    return Reconciliation(tuple(balances.values()), tuple(contradictions.contradictions(unit)), came, handed)
