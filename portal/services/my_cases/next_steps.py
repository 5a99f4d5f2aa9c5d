"""`follows`: what, and by which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.chain import followers, handed_on, is_used, last_day
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics


@dataclass(frozen=True)
class NextStep:
    """`by` None: without a day that the decision sets."""

    procedure: Procedure
    by: date | None


def next_steps(installation: Basics, unit: Unit, case: Case) -> Sequence[NextStep]:
    """Online, and open today. Reads nothing if no procedure follows."""
    steps = []
    today = installation.clock.today()
    for procedure, _ in followers(installation, case.row.procedure) if case.row.decided_at is not None else ():
        facts = handed_on(unit, case, procedure)
        if facts is None or "online" not in procedure.who or is_used(unit, procedure, case.row.id):
            continue
        if not installation.rules.closed_words(procedure, speech_of(procedure, "ja"), today):
            steps.append(NextStep(procedure, last_day(installation, procedure, facts)))
    return steps
