"""Without problems, also while screening is open (D226)."""

from datetime import date

from forms.definition.kind import EXAMINING, IN_VAIN
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.move_application import ways
from portal.services.cases.result import outcome_of, outcome_words
from portal.services.desk.case.decide_application import choices
from portal.store.desk import opinions
from portal.store.desk.opinions import ASKED


def is_screened(case: Case) -> bool:
    """False while 実質審査 is a step away."""
    return EXAMINING not in ways(case.row)


def clean_outcome(case: Case) -> str:
    """The favourable outcome that needs neither words nor a result that is owed; "" if none or several. Before screening: the one
    that is possible afterwards."""
    result = case.procedure.result
    # Its first question is the outcome.
    if result is not None and any(field.required is not False for field in result.fields[1:]):
        return ""
    row = case.row if is_screened(case) else case.row._replace(state=EXAMINING)
    granted = [name for name in choices(case.procedure, row) if name not in IN_VAIN and not _reasoned(case, name)]
    return granted[0] if len(granted) == 1 else ""


def opinion_due(unit: Unit, case: Case) -> date | None:
    # While another section is asked, one press does not decide: who does not wait for the answer chooses the result itself.
    asked = [row.due for row in opinions.of(unit, case.row.id) if row.state == ASKED]
    return date.fromisoformat(max(asked)) if asked else None


def _reasoned(case: Case, name: str) -> bool:
    outcome = outcome_of(case, name)
    return outcome is None or outcome.reasons


def clean_words(case: Case) -> str:
    outcome = clean_outcome(case)
    return outcome_words(case.procedure, case.row.kind, outcome) if outcome else ""
