"""Residents and sections, before a 有効期間 ends."""

from datetime import date

from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.entitlements import next_reminder
from portal.services.cases.renewals import renewals_of
from portal.services.shared.needs import Correspondence
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications, entitlements
from portal.store.cases.entitlements import EntitlementRow
from portal.store.desk import desk_tasks

_PART = 100


def remind_of_terms(installation: Correspondence, actor: Actor) -> int:
    """In parts. Late after a standstill, never after the end."""
    done = 0
    while handled := _part(installation, actor):
        done += handled
    return done


def _part(installation: Correspondence, actor: Actor) -> int:
    today = installation.clock.today()
    with installation.database.change() as unit:
        rows = entitlements.due(unit, today.isoformat(), _PART)
        for row in rows:
            _remind(installation, unit, row, today, actor)
    return len(rows)


def _remind(installation: Correspondence, unit: Unit, row: EntitlementRow, today: date, actor: Actor) -> None:
    application = applications.by_id(unit, row.application_id)
    if application is None:
        return
    procedure = installation.catalogue.version(unit, application.meaning)
    outcome = procedure.outcomes_of(application.kind).get(row.outcome)
    entitlements.remind_next(unit, row.id, next_reminder(outcome, row.last_on, today))
    if row.last_on < today.isoformat():
        return
    if renewals_of(installation, unit, application, outcome, row.made_at):
        return  # asked again on the day of the next reminder: the renewal may have come to nothing by then
    to, number = Addressee(application.person_id, application.id), application.receipt_number
    # Several children may have the same last day: one notice says it.
    once = f"term_ends:{application.id}:{row.last_on}:{row.remind_on}"
    notify(installation, unit, to, "term_ends", link="/my/entitlements", once=once, receipt=number, until=row.last_on)
    if outcome is None or not outcome.on_list:
        return
    now = to_micro(installation.clock.now())
    if desk_tasks.open_task(unit, application.id, desk_tasks.TERM, row.id, row.last_on, now):
        write_audit(installation, unit, actor, "term end near", application_id=application.id, detail=row.last_on)
