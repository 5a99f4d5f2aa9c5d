"""Reminds of drafts before deletion."""

from datetime import timedelta

from portal.clock import from_micro, to_micro, tokyo_day
from portal.jobs import Job
from portal.services.shared.installation import Installation
from portal.services.shared.notify import Addressee, notify
from portal.store.filing import drafts

DAYS = (7, 1)
_DAY = 86_400_000_000


def remind_of_drafts(installation: Installation) -> int:
    """Keys prevent repeats; saving a draft makes new ones."""
    now, lasting = to_micro(installation.clock.now()), installation.settings.draft_days
    looked = 0
    for days in DAYS:
        if days >= lasting:
            continue
        last = now - (lasting - days) * _DAY
        # After a day's standstill the reminder is late rather than lost.
        after, seen = last - _DAY, ""
        while rows := _some(installation, after, last, seen):
            for draft_id, person_id, procedure, changed_at in rows:
                deleted_on = tokyo_day(from_micro(changed_at) + timedelta(days=lasting)).isoformat()
                with installation.database.change() as unit:
                    notify(
                        installation, unit, Addressee(person_id, draft_id=draft_id), "draft_reminder",
                        link=f"/apply/{procedure}", once=f"draft_reminder:{draft_id}:{changed_at}:{days}", until=deleted_on,
                    )  # fmt: skip
            looked += len(rows)
            seen = rows[-1][0]
    return looked


def _some(installation: Installation, after: int, last: int, seen: str) -> list[tuple[str, str, str, int]]:
    with installation.database.read() as unit:
        return drafts.unchanged_between(unit, after, last, seen)


JOB = Job("remind_of_drafts", 3600, remind_of_drafts)
