"""Deletes drafts that nobody touched for the days that every draft page states, and those that were thrown away a day ago; and
visits to a counter of which nothing is left."""

from portal.clock import to_micro
from portal.services.actor import Actor
from portal.services.discard_draft import KEPT
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import attachments, drafts, visits

_DAY = 86_400_000_000


def delete_old_drafts(installation: Installation) -> int:
    """How many were deleted. Their data keys go with them."""
    before = to_micro(installation.clock.now()) - installation.settings.draft_days * _DAY
    deleted = _delete_discarded(installation)
    while some := _delete_some(installation, before):
        deleted += some
    _delete_visits(installation, before)
    return deleted


def _delete_visits(installation: Installation, before: int) -> None:
    """With the scans of their papers. How long they took stays: it names nobody."""
    with installation.database.write() as unit:
        gone = visits.remove_done(unit, before, to_micro(installation.clock.now() - KEPT))
        attachments.sweep_visits(unit)
        if gone:
            write_audit(installation, unit, Actor("system", "delete_old_drafts"), "delete visits", detail=str(gone))
        unit.commit()


def _delete_discarded(installation: Installation) -> int:
    with installation.database.write() as unit:
        gone = drafts.remove_discarded(unit, to_micro(installation.clock.now() - KEPT))
        unit.commit()
    return gone


def _delete_some(installation: Installation, before: int) -> int:
    """A part of them: residents who want to write get their turn between."""
    with installation.database.write() as unit:
        old = drafts.remove_unchanged_since(unit, before)
        if old:
            write_audit(installation, unit, Actor("system", "delete_old_drafts"), "delete drafts", detail=str(old))
        unit.commit()
    return old
