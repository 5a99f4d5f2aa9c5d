"""Sends outcomes whose undo time is over."""

from portal.clock import to_micro
from portal.jobs import Job
from portal.services.desk.case.settle_outcome import let_outcome_leave
from portal.services.shared.installation import Installation
from portal.store.desk import decisions


def let_outcomes_leave(installation: Installation) -> int:
    with installation.database.read() as unit:
        due = decisions.due(unit, to_micro(installation.clock.now()))
    return sum(let_outcome_leave(installation, row) for row in due)


JOB = Job("let_outcomes_leave", 5, let_outcomes_leave)
