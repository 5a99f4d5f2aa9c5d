"""Removes rows that mean nothing any more: ended sessions, what guests began in them, files that were never sent to
their end, copies of an ID that were judged long ago, old sign-in attempts, past windows of the throttle."""

from portal.clock import to_micro
from portal.services.actor import Actor
from portal.services.hand_in_copy import delete_copies
from portal.services.installation import Installation
from portal.services.log_support import sweep_support
from portal.services.sessions import GUEST, MAIL
from portal.services.write_audit import write_audit
from portal.services.write_once import DAYS
from portal.store import (
    api_secrets,
    api_writes,
    bundles,
    contacts,
    deliveries,
    file_pieces,
    import_files,
    kept_desk_posts,
    kept_posts,
    people,
    remote_sessions,
    sessions,
    staff_relations,
    throttles,
)

_HOUR = 3_600_000_000


def sweep_ended(installation: Installation) -> int:
    """Always 0: what is swept was worth nothing. A used sign-in state is kept a day, so that a replay is known as one."""
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        sessions.sweep(unit, now, now - installation.settings.session_hours * _HOUR)
        sessions.sweep_attempts(unit, now - 24 * _HOUR)
        dropped = people.remove_gone(unit, GUEST)
        people.remove_idle(unit, MAIL)
        if dropped:
            write_audit(installation, unit, Actor("system", "sweep_ended"), "delete drafts", detail=str(dropped))
        delete_copies(installation, unit, Actor("system", "sweep_ended"))
        sweep_support(installation, unit)
        kept_posts.sweep(unit, now - 24 * _HOUR)
        kept_desk_posts.sweep(unit, now - 24 * _HOUR)
        staff_relations.sweep(unit, now - 30 * 24 * _HOUR)  # whoever was disabled by a slip is back by then
        bundles.sweep(unit)
        remote_sessions.sweep(unit, now - 24 * _HOUR)
        file_pieces.sweep(unit, now - 24 * _HOUR)
        contacts.sweep_proofs(unit, now)
        import_files.empty_unneeded(unit)
        # Long enough for a bounce to come back, and for staff to be asked about it.
        deliveries.sweep(unit, now - 90 * 24 * _HOUR)
        api_secrets.sweep(unit, now)
        api_writes.sweep(unit, now - DAYS * 24 * _HOUR)
        throttles.sweep(unit, now // 1_000_000 - 86_400)
        unit.commit()
    return 0
