"""Tells people of drafts that will be deleted: seven days before, and one."""

from datetime import timedelta

from portal.clock import from_micro, to_micro, tokyo_day
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.store import drafts

DAYS = (7, 1)
_DAY = 86_400_000_000


def remind_of_drafts(installation: Installation) -> int:
    """How many drafts were looked at. Each reminder is asked for by a key of its own, so that nobody hears twice; a draft
    that is saved again gets new days and new keys. Only who proved an address is told."""
    now, lasting = to_micro(installation.clock.now()), installation.settings.draft_days
    looked = 0
    for days in DAYS:
        if days >= lasting:
            continue
        last = now - (lasting - days) * _DAY
        # A worker that stood still for a day tells late rather than never; older ones had their turn.
        after, seen = last - _DAY, ""
        while rows := _some(installation, after, last, seen):
            for draft_id, person_id, procedure, changed_at in rows:
                gone = tokyo_day(from_micro(changed_at) + timedelta(days=lasting)).isoformat()
                with installation.database.write() as unit:
                    notify(
                        installation, unit, Addressee(person_id, draft_id=draft_id), "draft_reminder",
                        link=f"/apply/{procedure}", once=f"draft_reminder:{draft_id}:{changed_at}:{days}", until=gone,
                    )  # fmt: skip
                    unit.commit()
            looked += len(rows)
            seen = rows[-1][0]
    return looked


def _some(installation: Installation, after: int, last: int, seen: str) -> list[tuple[str, str, str, int]]:
    with installation.database.read() as unit:
        return drafts.unchanged_between(unit, after, last, seen)
