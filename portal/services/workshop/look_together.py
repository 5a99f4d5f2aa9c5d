"""Who looks at a draft now: pages that are looked at report so every ten seconds."""

from portal.clock import to_micro
from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.workshop import draft_readers
from portal.store.workshop.draft_readers import DraftReaderRow

_HERE = 30_000_000  # microseconds: two reports may be lost


def others_here(installation: Basics, unit: Unit, member: Member, draft_id: int) -> list[str]:
    since = to_micro(installation.clock.now()) - _HERE
    return draft_readers.others(unit, draft_id, member.id, since)


def report_here(installation: Basics, unit: Unit, member: Member, draft_id: int) -> None:
    # Only who has opened the draft (`open_draft`) is reported.
    now = to_micro(installation.clock.now())
    draft_readers.sweep(unit, now - _HERE)
    draft_readers.put(unit, DraftReaderRow(draft_id, member.id, now))
