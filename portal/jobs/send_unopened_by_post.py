"""Notices that were to be read on line and were not: after the days that the city set they go by post, and the applicant is told."""

from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.cases import open_case
from portal.services.installation import Installation
from portal.services.move_application import tell_applicant
from portal.services.put_in_dispatch import UNOPENED, put_notice
from portal.store import applications, notices
from portal.store.notices import NoticeRow

_ACTOR = Actor("system", "send_unopened_by_post")
_PART = 100
_LONGEST = timedelta(days=400)  # what is older was settled by people, or by nobody


def send_unopened_by_post(installation: Installation) -> int:
    """How many letters were put into the list. In parts: people who want to write get their turn between."""
    return sum(_of_duty(installation, duty) for duty in installation.city.duties)


def _of_duty(installation: Installation, duty: str) -> int:
    now, done = installation.clock.now(), 0
    days = timedelta(days=installation.city.office(duty, installation.clock.today()).paper_after)
    while True:
        with installation.database.write() as unit:
            rows = notices.unopened(unit, duty, to_micro(now - _LONGEST), to_micro(now - days), _PART)
            put = sum(_put(installation, unit, row) for row in rows)
            unit.commit()
        done += put
        if not put:
            return done


def _put(installation: Installation, unit: Unit, row: NoticeRow) -> bool:
    found = applications.by_id(unit, row.application_id)
    if found is None:
        return False
    case = open_case(installation, unit, found)
    if not put_notice(installation, unit, _ACTOR, case, row, UNOPENED):
        return False
    tell_applicant(installation, unit, case, "notice_by_post", row.made_at)
    return True
