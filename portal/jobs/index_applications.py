"""Builds search indexes in parts."""

from portal.jobs import Job
from portal.services.cases.keep_answers import index_again, mark_of
from portal.services.cases.open_answers import open_answers
from portal.services.shared.installation import Installation
from portal.store.cases import look_ups

AT_ONCE = 50


def index_applications(installation: Installation) -> int:
    mark = mark_of(installation.keys)
    with installation.database.read() as unit:
        waiting = look_ups.stale(unit, mark, AT_ONCE)
    if not waiting:
        return 0
    with installation.database.change() as unit:
        rows = look_ups.lock_stale(unit, mark, waiting)
        for row in rows:
            index_again(installation, unit, row.id, *open_answers(installation, unit, row))
    return len(rows)


JOB = Job("index_applications", 1, index_applications)
