"""Without problems, also while screening is open (D226)."""

from forms.definition.kind import EXAMINING, IN_VAIN
from portal.services.cases.cases import Case
from portal.services.cases.move_application import ways
from portal.services.cases.result import outcome_of, outcome_words
from portal.services.desk.case.decide_application import choices


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


def _reasoned(case: Case, name: str) -> bool:
    outcome = outcome_of(case, name)
    return outcome is None or outcome.reasons


def clean_words(case: Case) -> str:
    outcome = clean_outcome(case)
    return outcome_words(case.procedure, case.row.kind, outcome) if outcome else ""
