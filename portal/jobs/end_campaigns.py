from datetime import timedelta

from portal.clock import to_micro
from portal.jobs import Job
from portal.services.campaigns.campaigns import ENDED, OPEN, PREVIEW, opened
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.campaigns import campaigns, invitations

# Two people look at a preview, with a weekend between them.
_PREVIEW = 7 * 86_400_000_000
_SYSTEM = Actor("system", "end_campaigns")


def end_campaigns(installation: Installation) -> int:
    """Prefilled answers and codes go the day after the last one; the list of people stays until the end of retention."""
    today, now = installation.clock.today(), to_micro(installation.clock.now())
    done = 0
    with installation.database.change() as unit:
        for row in campaigns.in_state(unit, PREVIEW):
            if row.made_at < now - _PREVIEW and campaigns.remove(unit, row.id, PREVIEW):
                done += 1
                write_audit(installation, unit, _SYSTEM, "discard campaign", detail=f"{row.procedure} {row.id}")
        for row in campaigns.in_state(unit, OPEN):
            if opened(installation.keys, row).last_day < today and campaigns.move(unit, row.id, OPEN, ENDED):
                done += 1
                invitations.forget_contents(unit, row.id)
                write_audit(installation, unit, _SYSTEM, "end campaign", detail=f"{row.procedure} {row.id}")
        for row in campaigns.in_state(unit, ENDED):
            over = opened(installation.keys, row).last_day + timedelta(days=row.keep_days)
            if over < today and campaigns.remove(unit, row.id, ENDED):
                done += 1
                write_audit(installation, unit, _SYSTEM, "delete campaign", detail=f"{row.procedure} {row.id}")
    return done


JOB = Job("end_campaigns", 3600, end_campaigns)
