"""日次の突合: everything that ever arrived stands somewhere, and every table says the same of it; what does not is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.kind import EXAMINING, KINDS, RECEIVED, RETURNED, SCREENING, WITHDRAWN
from portal.db import Unit
from portal.store import contradictions, disposals, import_packages
from portal.store.contradictions import Contradiction

# 待ち and 対応中 are told to the applicant, and are not the end.
_OPEN = {RECEIVED, SCREENING, EXAMINING} | {state for kind in KINDS.values() for state in kind.waiting}
_DECIDED = {state for kind in KINDS.values() for state in kind.outcomes} - _OPEN
WHY: Mapping[str, str] = {
    "arrived_once": "到達の記録が1つではありません",
    "history_whole": "経過がつながっていません",
    "state_as_told": "状態が、最後の経過と違います",
    "recorded": "監査の記録にある到達が1つではありません",
    "answers_kept": "今の申請内容がありません",
    "gone": "届いた記録があるのに、申請がありません",
    "back": "廃棄した記録があるのに、申請があります",
    "state": "知らない状態です",
    "package_kept": "マイナポータルから届いた記録（パッケージ）が1つではありません",
}


@dataclass
class Balance:
    """One duty's applications, all that ever arrived: `arrived` is the sum of the others, or something is `astray`."""

    duty: str
    open: int = 0
    returned: int = 0
    decided: int = 0
    withdrawn: int = 0
    disposed: int = 0
    astray: int = 0

    @property
    def arrived(self) -> int:
        return self.open + self.returned + self.decided + self.withdrawn + self.disposed + self.astray


@dataclass(frozen=True)
class Reconciliation:
    """`packages`: applications that came in packages, by what became of each; all that came are in exactly one state."""

    balances: tuple[Balance, ...]
    unexplained: tuple[Contradiction, ...] = field(default=())
    packages: Mapping[str, int] = field(default_factory=dict)


def reconcile(unit: Unit) -> Reconciliation:
    """Of the whole service. Reads one state of the database if `unit` does."""
    balances: dict[str, Balance] = {}
    for one in contradictions.counts(unit):
        balance = balances.setdefault(one.duty, Balance(one.duty))
        if one.state in _OPEN:
            balance.open += one.number
        elif one.state == RETURNED:
            balance.returned += one.number
        elif one.state == WITHDRAWN:
            balance.withdrawn += one.number
        elif one.state in _DECIDED:
            balance.decided += one.number
        else:
            balance.astray += one.number
    for duty, number in disposals.gone_counts(unit).items():
        balances.setdefault(duty, Balance(duty)).disposed = number
    came = {state: number for state, number in import_packages.counts(unit).items() if number}
    return Reconciliation(tuple(balances.values()), tuple(contradictions.contradictions(unit)), came)
