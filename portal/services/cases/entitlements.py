"""What a resident has by a decision."""

from collections.abc import Iterable
from datetime import date, timedelta

from forms.answers import Answers
from forms.definition.outcome import Outcome
from forms.path.term import terms_of
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.store.cases import entitlements
from portal.store.cases.entitlements import EntitlementRow
from portal.store.fees import coupons


def keep_entitlements(unit: Unit, case: Case, outcome: str, values: Answers, decided_on: str, made_at: int) -> None:
    """The same outcome again replaces the former."""
    named = case.procedure.outcomes_of(case.row.kind).get(outcome)
    entitlements.end(unit, case.row.id, outcome, made_at)
    if named is None:
        return
    today = tokyo_day(from_micro(made_at))
    for term in terms_of(named, values, decided_on):
        remind_on = next_reminder(named, term.last, today - timedelta(days=1))
        row = EntitlementRow(0, case.row.id, outcome, made_at, term.row, term.first, term.last, remind_on)
        entitlements.add(unit, row)


def end_effects(unit: Unit, application_id: int, now: int) -> None:
    """Of a decision before a reopening, whose application is withdrawn."""
    entitlements.end_all(unit, application_id, now)
    coupons.revoke(unit, application_id, now)


def next_reminder(outcome: Outcome | None, last_on: str, after: date) -> str:
    """ "" if none. A late decision has only the reminders still ahead."""
    if outcome is None or not last_on:
        return ""
    return min((day.isoformat() for day in _days(outcome.remind_days, last_on) if day > after), default="")


def _days(before: Iterable[int], last_on: str) -> list[date]:
    last = date.fromisoformat(last_on)
    return [last - timedelta(days=days) for days in before]
