"""Outcomes whose time to be taken back is over."""

from portal.clock import to_micro
from portal.services.installation import Installation
from portal.services.settle_outcome import let_outcome_leave
from portal.store import decisions


def let_outcomes_leave(installation: Installation) -> int:
    """How many were told."""
    with installation.database.read() as unit:
        due = decisions.due(unit, to_micro(installation.clock.now()))
    return sum(let_outcome_leave(installation, row) for row in due)
