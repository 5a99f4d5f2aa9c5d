"""A period's length, rule and pauses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.city.city import City
from forms.definition.terms import Period
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.extend_period import ends_soon, may_extend
from portal.services.desk.sections.after_waiting import count_days, paused_days, returned_stretches
from portal.services.shared.city_rules import days_certainty, promised_days
from portal.services.shared.needs import Basics
from portal.services.shared.official_words import DAY_ONLY, FORWARDED, STOPS, period_words
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk import forwardings

_UNITS: Mapping[str, str] = {"day": "日", "bizday": "日（開庁日）", "week": "週", "month": "か月"}


def describe_period(installation: Basics, unit: Unit, case: Case) -> tuple[tuple[str, str], ...]:
    """(label, words); () without a promised period."""
    period, settings = case.procedure.period, case.evidence.get("settings", {})
    environment = installation.rules.environment(case.procedure, case.arrival_day, case.row.door, in_force=settings)
    days = promised_days(case.procedure, environment)
    if period is None or days is None:
        return ()
    sure = "（めやす。市の担当が確かめていません）" if days_certainty(case.procedure) == "assumed" else ""
    stops = "、".join(STOPS[stop] for stop in period.stops)
    lines = [
        (
            period_words(case.row.kind, period.kind),
            f"届いた日の次の日から{days}{_UNITS[period.unit]}{sure}",
        ),
        ("止まるとき", f"{stops}の間は数えません" if stops else "止まりません。補正を待つ日も数えます"),
    ]
    paused, since = _paused_days(installation.city, unit, case, period), _paused_since(unit, case, period)
    words = f"{paused}{_UNITS['bizday' if period.unit == 'bizday' else 'day']}"
    if since is not None:
        lines.append(("止まっていた日", f"{words}。{since:%-m月%-d日}から、また止まっています"))
    elif paused:
        lines.append(("止まっていた日", words))
    return tuple(lines)


def _paused_days(city: City, unit: Unit, case: Case, period: Period) -> int:
    # Ended pauses, each day once, as the due day was moved.
    days = set[date]()
    for since, until in returned_stretches(period, applications.events(unit, case.row.id)):
        if until is not None:
            days |= paused_days(tokyo_day(from_micro(since)), tokyo_day(from_micro(until)))
    if FORWARDED in period.stops:
        for row in forwardings.of(unit, case.row.id):
            if row.returned_on:
                days |= paused_days(date.fromisoformat(row.sent_on), date.fromisoformat(row.returned_on))
    return count_days(city, period, days)


def _paused_since(unit: Unit, case: Case, period: Period) -> date | None:
    waited = [
        since for since, until in returned_stretches(period, applications.events(unit, case.row.id)) if until is None
    ]
    if waited:
        return tokyo_day(from_micro(waited[0]))
    away = [row for row in forwardings.of(unit, case.row.id) if not row.returned_on]
    return date.fromisoformat(away[0].sent_on) if away and FORWARDED in period.stops else None


def period_panel(installation: Basics, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    return {
        "arrival_day": case.arrival_day if case.row.arrival_basis in DAY_ONLY else None,
        "period": describe_period(installation, unit, case),
        "ends_soon": ends_soon(installation, case),
        "extends": may_extend(case) and member.may("review", case.row.duty),
    }
