"""Papers given across the counter."""

from forms.path.consequences import given_at_counter
from forms.path.path import walk
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.store.cases import applications

GIVE = "give_paper"


def outcome_given(case: Case) -> str:
    """ "" unless the visitor came for the paper and takes it home."""
    if case.row.door != "counter":
        return ""
    return given_at_counter(case.procedure, walk(case.procedure, case.answers, case.environment))


def was_given(unit: Unit, case: Case) -> bool:
    """By the recorded hand-over, maybe on another day than the decision."""
    if case.row.decided_at is None or not outcome_given(case):
        return False
    return any(event.move == GIVE for event in applications.events(unit, case.row.id))
