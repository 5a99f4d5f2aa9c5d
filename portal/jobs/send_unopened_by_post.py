"""Sends unread online notices by post."""

from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.jobs import Job
from portal.services.cases.cases import open_case
from portal.services.cases.move_application import notify_applicant
from portal.services.notices.put_in_dispatch import UNOPENED, put_notice
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.notices import notices
from portal.store.notices.notices import NoticeRow

_ACTOR = Actor("system", "send_unopened_by_post")
_PART = 100
_LONGEST = timedelta(days=400)  # older ones are settled


def send_unopened_by_post(installation: Installation) -> int:
    return sum(_of_duty(installation, duty) for duty in installation.city.duties)


def _of_duty(installation: Installation, duty: str) -> int:
    now, done = installation.clock.now(), 0
    days = timedelta(days=installation.city.office(duty, installation.clock.today()).paper_after)
    while True:
        with installation.database.change() as unit:
            rows = notices.unopened(unit, duty, to_micro(now - _LONGEST), to_micro(now - days), _PART)
            listed = sum(_put(installation, unit, row) for row in rows)
        done += listed
        if not listed:
            return done


def _put(installation: Installation, unit: Unit, row: NoticeRow) -> bool:
    row_of_case = applications.by_id(unit, row.application_id)
    if row_of_case is None:
        return False
    case = open_case(installation, unit, row_of_case)
    if not put_notice(installation, unit, _ACTOR, case, row, UNOPENED):
        return False
    notify_applicant(installation, unit, case, "notice_by_post", row.made_at)
    return True


JOB = Job("send_unopened_by_post", 3600, send_unopened_by_post)
