"""Asks daily for the households of staff: no member decides on a person who moved in."""

from portal.clock import to_micro
from portal.jobs import Job
from portal.services.cases.own_family import SELF, ask_household, family_of
from portal.services.shared.installation import Installation
from portal.store.staff import staff_relations

_A_DAY = 24 * 3_600_000_000
_AT_ONCE = 50


def ask_households(installation: Installation) -> int:
    if installation.register is None:
        return 0
    with installation.database.read() as unit:
        due = staff_relations.to_ask(unit, to_micro(installation.clock.now()) - _A_DAY, _AT_ONCE)
        people = [
            relation
            for row in due
            for relation in family_of(installation.keys, unit, row.staff_id)
            if relation.row.basis == SELF
        ]
    return sum(ask_household(installation, own) for own in people)


JOB = Job("ask_households", 3600, ask_households, asks_neighbour=True)
