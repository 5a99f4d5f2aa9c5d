"""The period of a case in words: how long the city takes and by which rule, when it stands, and how long it stood. For the desk;
computes no day of its own."""

from collections.abc import Mapping
from datetime import date

from forms.terms import Period
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.after_waiting import count_days, returned_stretches, stood_days
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.official_words import FORWARDED, STOPS
from portal.services.submit_application import promised_days
from portal.store import applications, forwardings

_KINDS: Mapping[str, str] = {"standard": "標準処理期間", "statutory": "法律の期間"}
_UNITS: Mapping[str, str] = {"day": "日", "bizday": "日（開庁日）", "week": "週", "month": "か月"}


def describe_period(installation: Installation, unit: Unit, case: Case) -> tuple[tuple[str, str], ...]:
    """(label, words); () where nothing is promised."""
    period, settings = case.procedure.period, case.evidence.get("settings", {})
    environment = installation.environment(case.procedure, case.arrival_day, case.row.door, in_force=settings)
    days = promised_days(case.procedure, environment)
    if period is None or days is None:
        return ()
    sure = "（めやす。市の担当が確かめていません）" if period.certainty == "assumed" else ""
    stops = "、".join(STOPS[what] for what in period.stops)
    told = [
        (_KINDS[period.kind], f"届いた日の次の日から{days}{_UNITS[period.unit]}{sure}"),
        ("止まるとき", f"{stops}の間は数えません" if stops else "止まりません。補正を待つ日も数えます"),
    ]
    stood, since = _stood(installation, unit, case, period), _stands_since(unit, case, period)
    words = f"{stood}{_UNITS['bizday' if period.unit == 'bizday' else 'day']}"
    if since is not None:
        told.append(("止まっていた日", f"{words}。{since:%-m月%-d日}から、また止まっています"))
    elif stood:
        told.append(("止まっていた日", words))
    return tuple(told)


def _stood(installation: Installation, unit: Unit, case: Case, period: Period) -> int:
    """Days on which it stood and does not any more, each once: as many as the due day was put off by."""
    days = set[date]()
    for since, until in returned_stretches(period, applications.events(unit, case.row.id)):
        if until is not None:
            days |= stood_days(tokyo_day(from_micro(since)), tokyo_day(from_micro(until)))
    if FORWARDED in period.stops:
        for row in forwardings.of(unit, case.row.id):
            if row.returned_on:
                days |= stood_days(date.fromisoformat(row.sent_on), date.fromisoformat(row.returned_on))
    return count_days(installation, period, days)


def _stands_since(unit: Unit, case: Case, period: Period) -> date | None:
    """The day from which it stands now; None while it runs."""
    waited = [
        since for since, until in returned_stretches(period, applications.events(unit, case.row.id)) if until is None
    ]
    if waited:
        return tokyo_day(from_micro(waited[0]))
    there = [row for row in forwardings.of(unit, case.row.id) if not row.returned_on]
    return date.fromisoformat(there[0].sent_on) if there and FORWARDED in period.stops else None
