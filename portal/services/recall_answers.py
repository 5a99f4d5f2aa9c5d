"""What this person told the service before: from their own applications alone, and only of themselves."""

from typing import Any

from forms.calendar import add_years
from portal.db import Unit
from portal.services.cases import Case, open_case
from portal.services.installation import Installation
from portal.services.told import EARLIER, Source
from portal.store import applications

# What may be recalled, and by which concept it is known again: what cards do not tell, and what seldom changes. A question
# must say both, so that a spouse's number is never taken for one's own.
RECALLED = {"kana": "person.kana", "phone": "person.phone", "email": "person.email"}
_MOST = 20  # applications looked into, the newest first


def recall_answers(installation: Installation, unit: Unit, person_id: str) -> Source:
    """The newest answer to each, with the day on which it was sent where it is the same for all."""
    found: dict[str, Any] = {}
    days = set()
    for row in applications.of_person(unit, person_id)[:_MOST]:
        if found.keys() == RECALLED.keys():
            break
        case = open_case(installation, unit, row)
        if not is_kept(installation, case):
            continue
        told = {name: value for name, value in _own(case).items() if name not in found}
        found |= told
        days |= {case.arrival_day.isoformat()} if told else set()
    return Source(EARLIER, applicant=found, since=days.pop() if len(days) == 1 else "")


def is_kept(installation: Installation, case: Case) -> bool:
    """Not what should be deleted already: as long as the procedure keeps it, counted short."""
    years = case.procedure.keep.years if case.procedure.keep is not None else 0
    return not years or add_years(case.arrival_day, years) >= installation.clock.today()


def _own(case: Case) -> dict[str, Any]:
    """Answers to questions that the definition fills from the applicant, where it says that they are about them."""
    path = case.path
    found: dict[str, Any] = {}
    for field in path.fields:
        name = field.known_from.partition(".")[2]
        if RECALLED.get(name) != field.concept or field.id not in path.answers or path.scope is None:
            continue
        if field.known_when is None or field.known_when.evaluate(path.scope) is True:
            found.setdefault(name, path.answers[field.id])
    return found
