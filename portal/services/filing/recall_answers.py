"""A person's earlier answers about themselves."""

from typing import Any

from forms.numbers.calendar import add_years
from portal.clock import Clock
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.shared.known_sources import EARLIER, Source
from portal.services.shared.needs import Records
from portal.store.cases import applications

# source name → concept: stable facts that cards lack. A question must declare both, so that a spouse's number is never
# taken for one's own.
RECALLED = {
    "kana": "person.kana", "phone": "person.phone", "email": "person.email", "employer": "work.employer",
}  # fmt: skip
_MOST = 20  # newest applications opened


def recall_answers(installation: Records, unit: Unit, person_id: str) -> Source:
    recalled: dict[str, Any] = {}
    days = set()
    for row in applications.of_person(unit, person_id)[:_MOST]:
        if recalled.keys() == RECALLED.keys():
            break
        case = open_case(installation, unit, row)
        if not is_kept(installation.clock, case):
            continue
        new = {name: value for name, value in _own(case).items() if name not in recalled}
        recalled |= new
        days |= {case.arrival_day.isoformat()} if new else set()
    return Source(EARLIER, applicant=recalled, since=days.pop() if len(days) == 1 else "")


def is_kept(clock: Clock, case: Case) -> bool:
    """From arrival, the earliest start."""
    years = case.procedure.keep.years if case.procedure.keep is not None else 0
    return not years or add_years(case.arrival_day, years) >= clock.today()


def _own(case: Case) -> dict[str, Any]:
    path = case.path
    own: dict[str, Any] = {}
    for field in path.fields:
        name = field.known_from.partition(".")[2]
        if RECALLED.get(name) != field.concept or field.id not in path.answers or path.scope is None:
            continue
        if field.known_when is None or field.known_when.evaluate(path.scope) is True:
            own.setdefault(name, path.answers[field.id])
    return own
