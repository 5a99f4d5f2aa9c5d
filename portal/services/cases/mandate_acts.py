"""What an agent was asked to do, where a procedure asks it (concept `mandate.acts`): kept at filing as the scope of the
delegation, changed by the principal or the section only."""

# Recorded apart from the answers: an agent who corrects them cannot widen what they were asked.

from collections.abc import Collection

from forms.answers import Answers
from forms.definition.mandate import acts_question
from forms.definition.procedure import Procedure
from forms.fields.choice import code_of
from portal.db import Unit
from portal.errors import MandateLacks
from portal.services.cases.cases import Case, case_of_resident
from portal.services.shared.needs import Records
from portal.services.shared.sessions import Session
from portal.store.signing import delegations
from portal.store.signing.delegations import REJECTED, DelegationRow

FILE, MEND, WITHDRAW, RECEIVE = "file", "mend", "withdraw", "receive"
# Of a mandate that the section did not accept: what brings a better paper goes on, what cannot be undone does not.
_AFTER_REJECTION = frozenset({FILE, MEND})


def named_acts(procedure: Procedure) -> tuple[str, ...]:
    """() if it does not ask: then a mandate has no limits."""
    asked = acts_question(procedure)
    return tuple(asked.settings.options) if asked is not None else ()


def scope_of(procedure: Procedure, acts: Collection[str]) -> str:
    """As `Delegation.scope`. What was filed stays filed."""
    return " ".join((procedure.id, *(act for act in named_acts(procedure) if act == FILE or act in acts)))


def stated_scope(procedure: Procedure, answers: Answers) -> str:
    return scope_of(procedure, _stated(procedure, answers)) if named_acts(procedure) else procedure.id


def _stated(procedure: Procedure, answers: Answers) -> frozenset[str]:
    asked = acts_question(procedure)
    return frozenset(map(code_of, answers.get(asked.id, ()))) if asked is not None else frozenset()


def asked_acts(case: Case, row: DelegationRow) -> tuple[str, ...]:
    """Of those that its definition names."""
    _, *kept = row.scope.split()
    asked = kept or _stated(case.procedure, case.answers)  # of rows before scopes named acts
    return tuple(act for act in named_acts(case.procedure) if act in asked)


def judged_scope(case: Case, row: DelegationRow, acts: Collection[str] | None) -> str:
    """None = as it is."""
    named = named_acts(case.procedure)
    return row.scope if acts is None or not named else scope_of(case.procedure, acts)


def covers(case: Case, row: DelegationRow | None, act: str) -> bool:
    if row is None or act not in named_acts(case.procedure):
        return True
    return act in asked_acts(case, row) and (row.state != REJECTED or act in _AFTER_REJECTION)


def may_do(unit: Unit, case: Case, act: str) -> bool:
    """Who opened the case as its sender, or with its code."""
    return covers(case, delegations.of_application(unit, case.row.id), act)


def may_talk(unit: Unit, case: Case) -> bool:  # D368
    return may_do(unit, case, MEND) or may_do(unit, case, RECEIVE)


def demand_act(unit: Unit, case: Case, act: str) -> None:
    """Raises MandateLacks."""
    if not may_do(unit, case, act):
        raise MandateLacks(act)


def case_to_talk(installation: Records, unit: Unit, session: Session, receipt_number: str) -> Case:
    """Raises MandateLacks, and as `case_of_resident`."""
    case = case_of_resident(installation, unit, session, receipt_number)
    if not may_talk(unit, case):
        raise MandateLacks("talk")
    return case


def case_for_act(installation: Records, unit: Unit, session: Session, receipt_number: str, act: str) -> Case:
    """Raises MandateLacks, and as `case_of_resident`."""
    case = case_of_resident(installation, unit, session, receipt_number)
    demand_act(unit, case, act)
    return case
