"""Deletes old drafts, finished visits, and who was at a shelter."""

from portal.clock import to_micro
from portal.jobs import Job
from portal.services.filing.discard_draft import KEPT
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.counter import visits
from portal.store.files import attachments
from portal.store.filing import drafts
from portal.store.shelters import stays

_DAY = 86_400_000_000
_YEAR = 366 * _DAY


def delete_old_drafts(installation: Installation) -> int:
    """Data keys go too."""
    before = to_micro(installation.clock.now()) - installation.settings.draft_days * _DAY
    deleted = _delete_discarded(installation)
    while some := _delete_some(installation, before):
        deleted += some
    _delete_visits(installation, before)
    return deleted + _delete_stays(installation)


def _delete_stays(installation: Installation) -> int:
    # A year after the last word of them: the disaster's own records are applications.
    with installation.database.change() as unit:
        removed = stays.remove_old(unit, to_micro(installation.clock.now()) - _YEAR)
        if removed:
            write_audit(installation, unit, Actor("system", "delete_old_drafts"), "delete stays", detail=str(removed))
    return removed


def _delete_visits(installation: Installation, before: int) -> None:
    # Durations stay: they are anonymous.
    with installation.database.change() as unit:
        removed = visits.remove_done(unit, before, to_micro(installation.clock.now() - KEPT))
        attachments.sweep_visits(unit)
        if removed:
            write_audit(installation, unit, Actor("system", "delete_old_drafts"), "delete visits", detail=str(removed))


def _delete_discarded(installation: Installation) -> int:
    with installation.database.change() as unit:
        return drafts.remove_discarded(unit, to_micro(installation.clock.now() - KEPT))


def _delete_some(installation: Installation, before: int) -> int:
    with installation.database.change() as unit:
        old = drafts.remove_unchanged_since(unit, before)
        if old:
            write_audit(installation, unit, Actor("system", "delete_old_drafts"), "delete drafts", detail=str(old))
    return old


JOB = Job("delete_old_drafts", 3600, delete_old_drafts)
