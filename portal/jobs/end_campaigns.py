"""Ends campaigns whose last day is over, deletes them when their days of keeping are over, and forgets previews that nobody
started."""

from datetime import timedelta

from portal.clock import to_micro
from portal.services.actor import Actor
from portal.services.campaigns import ENDED, OPEN, PREVIEW, opened
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import campaigns, invitations

_DAY = 86_400_000_000
_SYSTEM = Actor("system", "end_campaigns")


def end_campaigns(installation: Installation) -> int:
    """How many were ended or deleted. What was filled in for people and their codes go on the day after the last one; who
    they are stays for the list of those who have not answered, until the campaign's own term."""
    today, now = installation.clock.today(), to_micro(installation.clock.now())
    done = 0
    with installation.database.write() as unit:
        for row in campaigns.in_state(unit, PREVIEW):
            if row.made_at < now - _DAY and campaigns.remove(unit, row.id, PREVIEW):
                done += 1
                write_audit(installation, unit, _SYSTEM, "discard campaign", detail=f"{row.procedure} {row.id}")
        for row in campaigns.in_state(unit, OPEN):
            if opened(installation, row).last_day < today and campaigns.move(unit, row.id, OPEN, ENDED):
                done += 1
                invitations.forget_contents(unit, row.id)
                write_audit(installation, unit, _SYSTEM, "end campaign", detail=f"{row.procedure} {row.id}")
        for row in campaigns.in_state(unit, ENDED):
            over = opened(installation, row).last_day + timedelta(days=row.keep_days)
            if over < today and campaigns.remove(unit, row.id, ENDED):
                done += 1
                write_audit(installation, unit, _SYSTEM, "delete campaign", detail=f"{row.procedure} {row.id}")
        unit.commit()
    return done
