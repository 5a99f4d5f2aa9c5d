"""Deletes rows of no further use."""

from datetime import timedelta

from portal.clock import to_micro
from portal.jobs import Job
from portal.services.finding.count_search_miss import sweep_misses
from portal.services.machines.write_once import DAYS
from portal.services.shared.installation import Installation
from portal.services.shared.log_support import sweep_support
from portal.services.shared.sessions import GUEST, MAIL
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.hand_in_copy import delete_copies
from portal.services.workshop.save_text import sweep_unfinished
from portal.store.bundles import bundles
from portal.store.desk import kept_desk_posts, typed_corrections
from portal.store.files import file_pieces
from portal.store.filing import remote_sessions
from portal.store.imports import import_files
from portal.store.machines import api_secrets, api_writes
from portal.store.notices import deliveries
from portal.store.residents import contacts, kept_posts, people, sessions
from portal.store.shared import throttles
from portal.store.staff import staff_relations
from portal.store.tickets import ticket_answers, tickets

_HOUR = 3_600_000_000
_TICKET_DAYS = 400  # a year to compare with


def sweep_ended(installation: Installation) -> int:
    """Used sign-in states stay a day, to recognize replays."""
    now = to_micro(installation.clock.now())
    with installation.database.change() as unit:
        sessions.sweep(unit, now, now - installation.settings.session_hours * _HOUR)
        sessions.sweep_attempts(unit, now - 24 * _HOUR)
        dropped = people.remove_ended(unit, GUEST)
        people.remove_idle(unit, MAIL)
        if dropped:
            write_audit(installation, unit, Actor("system", "sweep_ended"), "delete drafts", detail=str(dropped))
        delete_copies(installation, unit, Actor("system", "sweep_ended"))
        sweep_support(installation.clock, unit)
        kept_posts.sweep(unit, now - 24 * _HOUR)
        kept_desk_posts.sweep(unit, now - 24 * _HOUR)
        typed_corrections.sweep(unit)
        sweep_unfinished(installation, unit)
        staff_relations.sweep(unit, now - 30 * 24 * _HOUR)  # time to undo a mistaken disabling
        bundles.sweep(unit)
        remote_sessions.sweep(unit, now - 24 * _HOUR)
        file_pieces.sweep(unit, now - 24 * _HOUR)
        contacts.sweep_proofs(unit, now)
        import_files.empty_unneeded(unit)
        # Long enough for bounces and questions to staff.
        deliveries.sweep(unit, now - 90 * 24 * _HOUR)
        api_secrets.sweep(unit, now)
        api_writes.sweep(unit, now - DAYS * 24 * _HOUR)
        sweep_misses(installation.clock, unit)
        ticket_answers.sweep(unit, installation.clock.today().isoformat())
        tickets.sweep(unit, (installation.clock.today() - timedelta(days=_TICKET_DAYS)).isoformat())
        throttles.sweep(unit, now // 1_000_000 - 86_400)
    return 0


JOB = Job("sweep_ended", 600, sweep_ended)
