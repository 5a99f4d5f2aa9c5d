"""Brings approved editions of the city's files into force on their day."""

from portal.jobs import Job
from portal.services.administration.edit_city import bring_into_force, judge
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.administration import city_editions

_ACTOR = Actor("system", "put_editions_in_force")


def put_editions_in_force(installation: Installation) -> int:
    with installation.database.read() as unit:
        due = city_editions.due(unit, installation.clock.today().isoformat())
    for row in due:
        judged = judge(installation, row)
        with installation.database.change() as unit:
            bring_into_force(installation, unit, _ACTOR, row, judged)
    return len(due)


JOB = Job("put_editions_in_force", 5, put_editions_in_force, takes_long=True)
