"""Papers given across the counter."""

from forms.path.consequences import given_at_counter
from forms.path.path import walk
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow

GIVE = "give_paper"


def outcome_given(case: Case) -> str:
    """ "" unless the visitor came for the paper and takes it home."""
    if case.row.door != "counter":
        return ""
    return given_at_counter(case.procedure, walk(case.procedure, case.answers, case.environment))


def was_given(unit: Unit, case: Case) -> bool:
    return bool(outcome_given(case)) and is_handed_over(unit, case.row)


def is_handed_over(unit: Unit, row: ApplicationRow) -> bool:
    """By the recorded hand-over, maybe on another day than the decision."""
    return row.decided_at is not None and any(event.move == GIVE for event in applications.events(unit, row.id))
