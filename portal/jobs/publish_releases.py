"""Publishes approved releases when due; in the outer zone those that came by courier."""

from portal.clock import to_micro
from portal.jobs import Job
from portal.services.courier.carry_procedures import put_due
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.workshop import definition_releases

_ACTOR = Actor("system", "publish_releases")


def publish_releases(installation: Installation) -> int:
    if installation.settings.zone == "outer":
        return put_due(installation, _ACTOR)
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        if not definition_releases.due(unit, now):
            return 0
    from portal.services.workshop.publish_release import offer_release  # noqa: PLC0415 - all checks of a definition

    with installation.database.change() as unit:
        due = definition_releases.due(unit, now)
        for release in due:
            offer_release(installation, unit, _ACTOR, release)
    return len(due)


JOB = Job("publish_releases", 5, publish_releases, takes_long=True)
